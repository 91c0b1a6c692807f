import { z } from 'zod';
import { createCheck, newSuite, setStatus, updateCheck } from '../changes/checks.ts';
import { created, HttpError, notFound, ok, page, type Reply } from '../http/reply.ts';
import { type RepoCall, repoRoute, type Route } from '../http/router.ts';
import { resolveCommit } from '../state/git.ts';
import type { CheckRun, Status } from '../state/check-rows.ts';
import type { Repository } from '../state/rows.ts';
import { fullName } from '../state/world.ts';
import { checkView, latestChecks, statusView, suiteView } from '../views/checks.ts';
import { repositoryView } from '../views/repository.ts';
import { defined } from './needs.ts';

/** GitHub's documentation says characters; its answer says bytes. */
const bytes = (field: string, max: number) =>
  z.string().refine((text) => Buffer.byteLength(text) <= max, `${field} exceeds a maximum bytesize of ${max}`);

const CheckBody = z.object({
  status: z.enum(['queued', 'in_progress', 'completed']).optional(),
  conclusion: z
    .enum(['success', 'failure', 'neutral', 'cancelled', 'skipped', 'timed_out', 'action_required', 'stale'])
    .optional(),
  started_at: z.string().optional(),
  completed_at: z.string().optional(),
  details_url: z.string().optional(),
  external_id: z.string().optional(),
  output: z
    .object({
      title: z.string().max(255),
      summary: bytes('summary', 65_535),
      text: bytes('text', 65_535).optional(),
      annotations: z
        .array(
          z.object({
            path: z.string(),
            start_line: z.int().min(1),
            end_line: z.int().min(1),
            annotation_level: z.enum(['notice', 'warning', 'failure']),
            message: bytes('message', 65_536),
            title: z.string().max(255).optional(),
            raw_details: bytes('raw_details', 65_536).optional(),
          }),
        )
        .max(50)
        .optional(),
    })
    .optional(),
});
const NewCheck = CheckBody.extend({ name: z.string().min(1), head_sha: z.string() });

export const checkRoutes: readonly Route[] = [
  repoRoute('GET /commits/:ref*/check-runs', 'checks:read', null, async (call) => {
    const sha = await shaOf(call);
    return listChecks(
      call,
      call.repo.checks.filter((check) => check.suite.headSha === sha),
    );
  }),
  repoRoute('GET /commits/:ref*/check-suites', 'checks:read', null, async (call) => {
    const { world, repo, url } = call;
    const sha = await shaOf(call);
    const appId = url.searchParams.get('app_id');
    const suites = repo.suites.filter((it) => it.headSha === sha && (appId === null || String(it.app.id) === appId));
    return page(
      url,
      suites.map((it) => suiteView(world, repo, it)),
      'check_suites',
    );
  }),
  repoRoute('GET /commits/:ref*/status', 'statuses:read', null, async (call) => {
    const { world, repo } = call;
    const sha = await shaOf(call);
    const statuses = latestStatuses(repo, sha);
    const states = statuses.map((it) => it.state);
    const bad = states.includes('error') || states.includes('failure');
    const state = bad ? 'failure' : states.length === 0 || states.includes('pending') ? 'pending' : 'success';
    const views = statuses.map((it) => statusView(world, repo, it));
    return ok({
      state,
      sha,
      total_count: views.length,
      statuses: views,
      repository: repositoryView(world, repo),
      commit_url: '',
      url: '',
    });
  }),
  repoRoute('GET /commits/:ref*/statuses', 'statuses:read', null, async (call) => {
    const { world, repo, url } = call;
    const sha = await shaOf(call);
    return page(
      url,
      repo.statuses
        .filter((it) => it.sha === sha)
        .reverse()
        .map((it) => statusView(world, repo, it)),
    );
  }),
  repoRoute(
    'POST /statuses/:sha',
    'statuses:write',
    z.object({
      state: z.enum(['error', 'failure', 'pending', 'success']),
      context: z.string().optional(),
      description: z.string().max(140).nullable().optional(),
      target_url: z.string().nullable().optional(),
    }),
    async ({ world, repo, params, body, sender }) => {
      const sha = await resolveCommit(repo.gitDir, params.sha ?? '');
      if (sha === null) throw new HttpError(422, `No commit found for SHA: ${params.sha}`);
      return created(statusView(world, repo, await setStatus(world, repo, sha, defined(body), sender)));
    },
  ),
  repoRoute('POST /check-runs', 'checks:write', NewCheck, async ({ world, repo, body, sender }) => {
    const { name, head_sha, ...change } = body;
    const sha = await resolveCommit(repo.gitDir, head_sha);
    if (sha === null) throw new HttpError(422, `No commit found for SHA: ${head_sha}`);
    if (change.status === 'completed' && change.conclusion === undefined) {
      throw new HttpError(422, 'A completed check run needs a conclusion.', { unexpected: true });
    }
    const own = repo.suites.find((suite) => suite.app === world.app && suite.headSha === sha);
    const suite = own ?? newSuite(world, repo, world.app, sha, null);
    return created(checkView(world, repo, createCheck(world, repo, suite, name, changeOf(change), sender)));
  }),
  repoRoute('GET /check-runs/:id', 'checks:read', null, (call) => ok(checkView(call.world, call.repo, checkOf(call)))),
  repoRoute('PATCH /check-runs/:id', 'checks:write', CheckBody.extend({ name: z.string().optional() }), (call) => {
    const { world, repo, sender, body } = call;
    const check = checkOf(call);
    if (check.suite.app !== world.app)
      throw new HttpError(
        403,
        'Invalid app_id `...` - check run can only be modified by the GitHub App that created it.',
        { unexpected: true },
      );
    updateCheck(world, repo, check, changeOf(body), sender);
    return ok(checkView(world, repo, check));
  }),
  repoRoute('GET /check-runs/:id/annotations', 'checks:read', null, (call) => {
    const { output, suite } = checkOf(call);
    const blob_href = `${call.world.url}/${fullName(call.repo)}/blob/${suite.headSha}`;
    const views = output.annotations.map((it) => ({
      ...it,
      start_column: null,
      end_column: null,
      blob_href: `${blob_href}/${it.path}`,
    }));
    return page(call.url, views);
  }),
  repoRoute('GET /check-suites/:id', 'checks:read', null, (call) =>
    ok(suiteView(call.world, call.repo, suiteOf(call))),
  ),
  repoRoute('GET /check-suites/:id/check-runs', 'checks:read', null, (call) => {
    const suite = suiteOf(call);
    return listChecks(
      call,
      call.repo.checks.filter((check) => check.suite === suite),
    );
  }),
];

function listChecks({ world, repo, url }: RepoCall, checks: readonly CheckRun[]): Reply {
  const query = url.searchParams;
  const [name, status, appId] = [query.get('check_name'), query.get('status'), query.get('app_id')];
  const shown = (query.get('filter') === 'all' ? checks : latestChecks(checks))
    .filter((it) => name === null || it.name === name)
    .filter((it) => status === null || it.status === status)
    .filter((it) => appId === null || String(it.suite.app.id) === appId);
  return page(
    url,
    shown.map((it) => checkView(world, repo, it)),
    'check_runs',
  );
}

function latestStatuses(repo: Repository, sha: string): Status[] {
  const latest = new Map<string, Status>();
  for (const it of repo.statuses) if (it.sha === sha) latest.set(it.context, it);
  return [...latest.values()];
}

async function shaOf({ repo, params }: RepoCall): Promise<string> {
  const sha = await resolveCommit(repo.gitDir, params.ref ?? '');
  if (sha === null) throw new HttpError(422, `No commit found for SHA: ${params.ref}`);
  return sha;
}

function checkOf({ repo, params }: RepoCall): CheckRun {
  const check = repo.checks.find((it) => it.id === Number(params.id));
  if (check === undefined) throw notFound();
  return check;
}

function suiteOf({ repo, params }: RepoCall): Repository['suites'][number] {
  const suite = repo.suites.find((it) => it.id === Number(params.id));
  if (suite === undefined) throw notFound();
  return suite;
}

function changeOf(body: z.infer<typeof CheckBody> & { name?: string | undefined }): Parameters<typeof updateCheck>[3] {
  const { output, ...rest } = body;
  if (output === undefined) return defined(rest);
  const annotations = (output.annotations ?? []).map((it) => defined(it));
  return { ...defined(rest), output: { ...defined(output), annotations } };
}
