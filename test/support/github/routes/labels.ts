import { z } from 'zod';
import { addLabels, createLabel, removeLabel, setLabels } from '../changes/issues.ts';
import { created, notFound, ok, page } from '../http/reply.ts';
import { issueOf, type RepoCall, repoRoute, type Route } from '../http/router.ts';
import type { Issue } from '../state/rows.ts';
import { labelNamed, labelView } from '../views/repository.ts';
import { READ, WRITE } from './needs.ts';

const Labels = z.union([z.object({ labels: z.array(z.string()) }), z.array(z.string())]);
const names = (it: z.infer<typeof Labels>): string[] => (Array.isArray(it) ? it : it.labels);

export const labelRoutes: readonly Route[] = [
  repoRoute('GET /issues/:number/labels', READ, null, (call) => page(call.url, labelsOf(call, issueOf(call)))),
  repoRoute('POST /issues/:number/labels', WRITE, Labels, (call) => {
    const issue = issueOf(call);
    addLabels(call.world, call.repo, call.sender, issue, names(call.body));
    return ok(labelsOf(call, issue));
  }),
  repoRoute('PUT /issues/:number/labels', WRITE, Labels, (call) => {
    const issue = issueOf(call);
    setLabels(call.world, call.repo, call.sender, issue, names(call.body));
    return ok(labelsOf(call, issue));
  }),
  repoRoute('DELETE /issues/:number/labels/:name', WRITE, null, (call) => {
    const issue = issueOf(call);
    removeLabel(call.world, call.repo, call.sender, issue, call.params.name ?? '');
    return ok(labelsOf(call, issue));
  }),
  repoRoute('GET /labels', READ, null, ({ world, repo, url }) =>
    page(
      url,
      [...repo.labels.values()].map((it) => labelView(world, repo, it)),
    ),
  ),
  repoRoute('GET /labels/:name', READ, null, ({ world, repo, params }) => {
    if (!repo.labels.has((params.name ?? '').toLowerCase())) throw notFound();
    return ok(labelView(world, repo, labelNamed(repo, params.name ?? '')));
  }),
  repoRoute(
    'POST /labels',
    WRITE,
    z.object({ name: z.string(), color: z.string().optional(), description: z.string().nullable().optional() }),
    ({ world, repo, body }) => {
      const { name, color, description } = body;
      const wanted = {
        name,
        ...(color === undefined ? {} : { color }),
        ...(description === undefined ? {} : { description }),
      };
      return created(labelView(world, repo, createLabel(world, repo, wanted)));
    },
  ),
];

function labelsOf({ world, repo }: RepoCall, issue: Issue): unknown[] {
  return issue.labels.map((name) => labelView(world, repo, labelNamed(repo, name)));
}
