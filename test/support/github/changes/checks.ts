import type { Annotation, CheckRun, CheckStatus, CheckSuite, Conclusion, Status } from '../state/check-rows.ts';
import type { AppRef, Repository, User } from '../state/rows.ts';
import { fullName, type World } from '../state/world.ts';
import { checkView, statusView, suiteState, suiteView } from '../views/checks.ts';
import { readCommit, commitView } from '../views/commit.ts';

export function newSuite(world: World, repo: Repository, app: AppRef, sha: string, branch: string | null): CheckSuite {
  const now = world.now();
  const suite = { id: world.id(), app, headSha: sha, headBranch: branch, createdAt: now, updatedAt: now };
  repo.suites.push(suite);
  return suite;
}

/** A push makes a suite for every app that may write checks; ours never fills it, so it stays queued for ever. */
export function suiteForOurApp(world: World, repo: Repository, sha: string, branch: string, by: User): void {
  if (world.permissions.checks !== 'write') return;
  if (repo.suites.some((suite) => suite.app === world.app && suite.headSha === sha)) return;
  const suite = newSuite(world, repo, world.app, sha, branch);
  world.webhooks.emit(repo, 'check_suite', 'requested', { check_suite: suiteView(world, repo, suite) }, by);
}

export interface CheckChange {
  name?: string;
  status?: CheckStatus;
  conclusion?: Conclusion;
  started_at?: string;
  completed_at?: string;
  details_url?: string;
  external_id?: string;
  output?: {
    title?: string | null;
    summary?: string | null;
    text?: string | null;
    annotations?: (Partial<Annotation> & { message: string })[];
  };
}

export function createCheck(
  world: World,
  repo: Repository,
  suite: CheckSuite,
  name: string,
  change: CheckChange,
  by: User,
): CheckRun {
  const check: CheckRun = {
    id: world.id(),
    suite,
    name,
    status: 'queued',
    conclusion: null,
    startedAt: null,
    completedAt: null,
    detailsUrl: null,
    externalId: '',
    output: { title: null, summary: null, text: null, annotations: [] },
  };
  repo.checks.push(check);
  apply(world, check, change);
  emitCheck(world, repo, check, 'created', by);
  if (check.status === 'completed') afterCompletion(world, repo, check, by);
  return check;
}

export function updateCheck(world: World, repo: Repository, check: CheckRun, change: CheckChange, by: User): void {
  const was = check.status;
  apply(world, check, change);
  if (was !== 'completed' && check.status === 'completed') afterCompletion(world, repo, check, by);
}

function apply(world: World, check: CheckRun, change: CheckChange): void {
  check.name = change.name ?? check.name;
  check.status = change.conclusion === undefined ? (change.status ?? check.status) : 'completed';
  check.conclusion = check.status === 'completed' ? (change.conclusion ?? check.conclusion) : null;
  if (check.status !== 'queued') check.startedAt = change.started_at ?? check.startedAt ?? world.now();
  check.completedAt = check.status === 'completed' ? (change.completed_at ?? world.now()) : null;
  check.detailsUrl = change.details_url ?? check.detailsUrl;
  check.externalId = change.external_id ?? check.externalId;
  check.suite.updatedAt = world.now();
  const { output } = change;
  if (output === undefined) return;
  check.output.title = output.title ?? check.output.title;
  check.output.summary = output.summary ?? check.output.summary;
  check.output.text = output.text ?? check.output.text;
  for (const it of output.annotations ?? []) {
    check.output.annotations.push({
      path: it.path ?? '.github',
      start_line: it.start_line ?? 1,
      end_line: it.end_line ?? it.start_line ?? 1,
      annotation_level: it.annotation_level ?? 'failure',
      message: it.message,
      title: it.title ?? null,
      raw_details: it.raw_details ?? null,
    });
  }
}

function emitCheck(world: World, repo: Repository, check: CheckRun, action: string, by: User): void {
  world.say('ci', `${fullName(repo)}: check ${check.name} ${action} (${check.conclusion ?? check.status})`);
  world.webhooks.emit(repo, 'check_run', action, { check_run: checkView(world, repo, check) }, by);
}

function afterCompletion(world: World, repo: Repository, check: CheckRun, by: User): void {
  emitCheck(world, repo, check, 'completed', by);
  if (suiteState(repo, check.suite).status !== 'completed') return;
  world.webhooks.emit(repo, 'check_suite', 'completed', { check_suite: suiteView(world, repo, check.suite) }, by);
}

export interface StatusChange {
  state: Status['state'];
  context?: string;
  description?: string | null;
  target_url?: string | null;
}

/** The newest status of a context counts. */
export async function setStatus(
  world: World,
  repo: Repository,
  sha: string,
  it: StatusChange,
  by: User,
): Promise<Status> {
  const { state, context = 'default', description = null } = it;
  const now = world.now();
  const status: Status = {
    id: world.id(),
    sha,
    context,
    state,
    description,
    targetUrl: it.target_url ?? null,
    creator: by,
    createdAt: now,
  };
  repo.statuses.push(status);
  world.say('ci', `${fullName(repo)}: status ${context} is ${state}`);
  const commit = commitView(world, repo, await readCommit(repo, sha));
  const fields = { ...statusView(world, repo, status), sha, name: fullName(repo), commit, branches: [] };
  world.webhooks.emit(repo, 'status', null, fields, by);
  return status;
}
