import type { Route } from '../http/router.ts';
import { actionRoutes } from './actions.ts';
import { appRoutes } from './app.ts';
import { checkRoutes } from './checks.ts';
import { gitDataRoutes } from './git-data.ts';
import { issueRoutes } from './issues.ts';
import { pullRoutes } from './pulls.ts';
import { repoRoutes } from './repos.ts';

/** The first route that matches is taken, so `/commits/:ref/status` must stand before `/commits/:ref`. */
export const ROUTES: readonly Route[] = [
  ...appRoutes,
  ...checkRoutes,
  ...actionRoutes,
  ...gitDataRoutes,
  ...issueRoutes,
  ...pullRoutes,
  ...repoRoutes,
];
