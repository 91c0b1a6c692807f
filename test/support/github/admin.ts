import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { issueState, observe } from './admin-state.ts';
import type { GitHubDouble } from './github.ts';
import { HttpError, type Reply } from './http/reply.ts';
import type { AdminHandler } from './http/server.ts';

const Repo = z.object({ repo: z.string() });
const OnIssue = Repo.extend({ number: z.number().int(), by: z.string().optional() });
const Contents = z.record(z.string(), z.string().nullable());
const ConclusionName = z.enum([
  'success',
  'failure',
  'neutral',
  'cancelled',
  'skipped',
  'timed_out',
  'action_required',
  'stale',
  'startup_failure',
]);
const Result = z.union([
  ConclusionName,
  z.object({ conclusion: ConclusionName, log: z.string().exactOptional(), description: z.string().exactOptional() }),
]);
const Job = z.strictObject({
  name: z.string(),
  run: z
    .union([z.string(), z.array(z.strictObject({ name: z.string().exactOptional(), run: z.string() }))])
    .exactOptional(),
  results: z.array(Result).exactOptional(),
  appearsAfterMs: z.number().exactOptional(),
  takesMs: z.number().exactOptional(),
  timeoutMs: z.number().exactOptional(),
});
const Ci = z.strictObject({
  report: z.enum(['actions', 'statuses']).exactOptional(),
  workflow: z.string().exactOptional(),
  on: z.enum(['push', 'pull_request']).exactOptional(),
  env: z.record(z.string(), z.string()).exactOptional(),
  startsAfterMs: z.number().exactOptional(),
  queuedMs: z.number().exactOptional(),
  jobs: z.array(Job),
});
const Roles = z.enum(['admin', 'maintain', 'write', 'triage', 'read', 'none']);
const Kinds = z.enum([
  '401',
  '403',
  '403-secondary-limit',
  '404',
  '422',
  '429',
  '500',
  '502',
  '503',
  'drop-connection-before',
  'drop-after-effect',
]);

interface Verb {
  schema: z.ZodType;
  run: (gh: GitHubDouble, args: never) => unknown;
}
function verb<T>(schema: z.ZodType<T>, run: (gh: GitHubDouble, args: T) => unknown): Verb {
  return { schema, run: run as Verb['run'] };
}

/** The verbs of stories for another process: `POST /_admin/VERB` with a JSON object. */
const VERBS: Readonly<Record<string, Verb>> = {
  webhook: verb(z.object({ url: z.string().nullable() }), (gh, { url }) => gh.setWebhookUrl(url)),
  repository: verb(
    Repo.extend({
      files: Contents.exactOptional(),
      from: z.string().exactOptional(),
      private: z.boolean().exactOptional(),
      defaultBranch: z.string().exactOptional(),
      ci: Ci.exactOptional(),
    }),
    async (gh, { repo, ...options }) => {
      const made = await gh.repository(repo, options);
      return { fullName: made.fullName, cloneUrl: made.cloneUrl, head: await made.head() };
    },
  ),
  user: verb(
    z.object({ login: z.string(), permission: Roles.exactOptional(), type: z.enum(['User', 'Bot']).exactOptional() }),
    (gh, it) => {
      const { login, type, token } = gh.user(it.login, it);
      return { login, type, token };
    },
  ),
  browser: verb(z.object({ login: z.string().nullable() }), (gh, { login }) => gh.browserOf(login)),
  openIssue: verb(
    Repo.extend({
      title: z.string(),
      body: z.string().exactOptional(),
      labels: z.array(z.string()).exactOptional(),
      by: z.string().optional(),
    }),
    (gh, { repo, by, ...wanted }) => issueState(gh.repo(repo).openIssue(wanted, by)),
  ),
  addLabel: verb(OnIssue.extend({ label: z.string() }), (gh, it) =>
    issueState(gh.repo(it.repo).issue(it.number).addLabel(it.label, it.by)),
  ),
  removeLabel: verb(OnIssue.extend({ label: z.string() }), (gh, it) =>
    issueState(gh.repo(it.repo).issue(it.number).removeLabel(it.label, it.by)),
  ),
  comment: verb(OnIssue.extend({ body: z.string() }), (gh, it) => ({
    id: gh.repo(it.repo).issue(it.number).comment(it.body, it.by).id,
  })),
  edit: verb(
    OnIssue.extend({ title: z.string().exactOptional(), body: z.string().exactOptional() }),
    (gh, { repo, number, by, ...change }) => issueState(gh.repo(repo).issue(number).edit(change, by)),
  ),
  close: verb(OnIssue, (gh, it) => issueState(gh.repo(it.repo).issue(it.number).close(it.by))),
  merge: verb(OnIssue, async (gh, it) => ({ sha: await gh.repo(it.repo).pullRequest(it.number).merge(it.by) })),
  review: verb(
    OnIssue.extend({ event: z.enum(['APPROVE', 'REQUEST_CHANGES', 'COMMENT']), body: z.string().exactOptional() }),
    (gh, { repo, number, by, ...wanted }) => issueState(gh.repo(repo).pullRequest(number).review(wanted, by)),
  ),
  push: verb(
    Repo.extend({
      by: z.string(),
      branch: z.string(),
      files: Contents,
      message: z.string().exactOptional(),
      force: z.boolean().exactOptional(),
    }),
    async (gh, { repo, by, branch, files, ...options }) => ({
      sha: await gh.repo(repo).pushAs(by, branch, files, options),
    }),
  ),
  ci: verb(Repo.extend({ ci: Ci.nullable() }), (gh, { repo, ci }) => {
    gh.repo(repo).ci = ci;
  }),
  protect: verb(
    Repo.extend({ branch: z.string(), requiredChecks: z.array(z.string()).exactOptional() }),
    (gh, { repo, branch, ...rules }) => gh.repo(repo).protect(branch, rules),
  ),
  refuseDrafts: verb(Repo, (gh, { repo }) => gh.repo(repo).refuseDrafts()),
  fault: verb(
    z.object({
      match: z.string(),
      kind: Kinds,
      times: z.number().exactOptional(),
      retryAfter: z.number().exactOptional(),
    }),
    (gh, it) => gh.fault(it),
  ),
  clearFaults: verb(z.object({}), (gh) => gh.clearFaults()),
  expireTokens: verb(z.object({}), (gh) => gh.expireTokens()),
  rateLimit: verb(z.object({ remaining: z.number().nullable() }), (gh, it) => gh.rateLimit(it.remaining)),
  loseWebhooks: verb(z.object({ events: z.array(z.string()) }), (gh, { events }) =>
    gh.loseWebhooks((it) => events.includes(it.event)),
  ),
  redeliver: verb(z.object({ id: z.union([z.number(), z.string()]) }), async (gh, { id }) => ({
    status: (await gh.redeliver(id)).status,
  })),
  diff: verb(OnIssue, async (gh, it) => ({ diff: await gh.repo(it.repo).pullRequest(it.number).diff() })),
  file: verb(Repo.extend({ path: z.string(), ref: z.string().optional() }), async (gh, it) => ({
    text: await gh.repo(it.repo).file(it.path, it.ref),
  })),
};

export function adminHandler(gh: GitHubDouble): AdminHandler {
  return async (request: IncomingMessage, url: URL, raw: Buffer): Promise<Reply> => {
    const name = url.pathname.replace('/_admin/', '');
    if (request.method === 'GET') return { status: 200, body: await observe(gh, name, url) };
    const found = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
    if (found === undefined) throw new HttpError(404, `no verb ${name}; there are: ${Object.keys(VERBS).join(', ')}`);
    const parsed = found.schema.safeParse(raw.length === 0 ? {} : JSON.parse(raw.toString('utf8')));
    if (!parsed.success) throw new HttpError(422, z.prettifyError(parsed.error));
    return { status: 200, body: (await found.run(gh, parsed.data as never)) ?? {} };
  };
}
