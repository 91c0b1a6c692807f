import type { Route } from '../http/router.ts';
import { actionRoutes } from './actions.ts';
import { appRoutes } from './app.ts';
import { checkRoutes } from './checks.ts';
import { commentRoutes } from './comments.ts';
import { gitDataRoutes } from './git-data.ts';
import { issueRoutes } from './issues.ts';
import { labelRoutes } from './labels.ts';
import { manifestRoutes } from './manifest.ts';
import { oauthRoutes } from './oauth.ts';
import { pullRoutes } from './pulls.ts';
import { repoRoutes } from './repos.ts';
import { searchRoutes } from './search.ts';

/** The first route that matches is taken, so `/commits/:ref/status` must stand before `/commits/:ref`, `/issues/comments` before `/issues/:number`. */
export const ROUTES: readonly Route[] = [
  ...appRoutes,
  ...oauthRoutes,
  ...manifestRoutes,
  ...checkRoutes,
  ...actionRoutes,
  ...gitDataRoutes,
  ...commentRoutes,
  ...labelRoutes,
  ...issueRoutes,
  ...pullRoutes,
  ...repoRoutes,
  ...searchRoutes,
];
