import { describeError } from '../errors.ts';
import { branchName } from '../github/texts.ts';
import type { GitHub, Issue, IssueComment, Permission } from '../github/types.ts';
import { endRun, NEEDS_HUMAN, noPullRequest } from './end.ts';
import { MAY_ASK } from './may-ask.ts';
import type { RunParts } from './parts.ts';
import { labelKey, labelOf } from './plan/plan-label.ts';
import { makeTask } from './task.ts';
import type { CancelledBy, FettleEvent, Run, Task, Trigger } from './types.ts';

export type Asked = Extract<FettleEvent, { kind: 'asked' }>;

/** A run for what somebody asks, if they may. */
export async function asked(event: Asked, parts: RunParts): Promise<void> {
  const github = parts.github.for(event.repo);
  if (!MAY_ASK.has(await github.permission(event.by))) {
    parts.log.info(
      { repo: event.repo, issue: event.issue, by: event.by },
      'ignored: whoever asked may not write to the repository',
    );
    return;
  }
  await startRun(event, parts);
}

/**
 * Starts a run of what `event.by` asks for; whether they may is known. Returns that run, or the one that this cause or
 * this issue has already; null where the issue does not ask for one any more.
 */
export async function startRun(event: Asked, parts: RunParts): Promise<Run | null> {
  const github = parts.github.for(event.repo);
  const plainBranch = branchName(event.issue, event.title);
  const label = labelOf(event.trigger, parts.settings.label);
  const [trigger, issue, branchHead] = await Promise.all([
    exactTrigger(event, github, label),
    github.issue(event.issue),
    github.branchHead(plainBranch),
  ]);
  if (event.trigger.kind === 'label' && !hasLabel(issue, label)) return null; // taken off again already
  if (issue.state === 'closed') return null;
  const { task, changed } = await taskAsAsked(event, issue, github);
  const { run, created } = await parts.store.create({
    repo: event.repo,
    issue: event.issue,
    trigger,
    task,
    branch: (runId) => (branchHead !== null ? branchName(event.issue, event.title, runId) : plainBranch),
  });
  if (run.state === 'ended') return run;
  if (created) await acknowledge(event, run, github, parts);
  else if (event.trigger.kind === 'command' && run.trigger.key !== trigger.key) {
    parts.status.say(
      run,
      1,
      'waiting',
      `${event.by} asked again; one run at a time, so ask once more when this one has ended`,
    );
  }
  // Once the run is at work, an edit is what it should be: later. A second event about one labelling may come so late.
  if (changed !== null && run.state === 'queued') {
    await endRun(run, noPullRequest('task_changed', changed), parts);
    return run;
  }
  // The label may have gone while there was no run yet that its event could have cancelled.
  const back = created ? takenBack(run, await github.issue(run.issue), parts.settings.label) : null;
  if (back !== null) await parts.store.requestCancel(run.id, back.why, back.by);
  await parts.queue.look(run.id);
  return run;
}

/** GitHub's own id of the labelling, where it tells: two deliveries about one labelling then have one key. */
async function exactTrigger(event: Asked, github: GitHub, label: string): Promise<Trigger> {
  const labelled = event.trigger.kind === 'label' ? await github.labelled(event.issue, label) : null;
  const key = labelled === null ? event.trigger.key : labelKey(labelled.eventId, label);
  return { kind: event.trigger.kind, key };
}

function howAsked({ trigger, commentId }: Asked): string {
  if (trigger.kind === 'label') return 'put the label on the issue';
  return commentId === null ? 'asked for another try' : 'asked in a comment';
}

/** A reaction on what asked, and the status comment. Neither is worth losing a run for. */
async function acknowledge(event: Asked, run: Run, github: GitHub, parts: RunParts): Promise<void> {
  parts.status.say(run, 1, 'acknowledged', `${event.by} ${howAsked(event)}`);
  try {
    await Promise.all([
      github.react(event.commentId === null ? { issue: event.issue } : { comment: event.commentId }, 'eyes'),
      github.removeLabel(event.issue, NEEDS_HUMAN),
      parts.status.flush(run),
    ]);
  } catch (error) {
    parts.log.warn({ run: run.id, error: describeError(error) }, 'could not acknowledge');
  }
}

/**
 * The task as it stood when it was asked for: the event's title and body, and the comments until then by people who
 * may write. An edit between then and our reading can't be told from an attack, so it stops the run.
 */
async function taskAsAsked(
  event: Asked,
  issue: Issue,
  github: GitHub,
): Promise<{ task: Task; changed: string | null }> {
  const until = Date.parse(event.at);
  const earlier = (await github.comments(event.issue)).filter(
    (comment) => Date.parse(comment.createdAt) <= until && comment.id !== event.commentId,
  );
  const trusted = await byWriters(earlier, github);
  const task = makeTask({
    title: event.title,
    body: event.body,
    comments: trusted.map((comment) => ({ login: comment.author.login, body: comment.body, at: comment.createdAt })),
    request: event.request,
    requestedBy: event.by,
    requestedAt: event.at,
    outsiders: await outsiders(event, issue, github),
  });
  const edited = trusted.find(
    (comment) => comment.updatedAt !== comment.createdAt && Date.parse(comment.updatedAt) > until,
  );
  if (event.doubt !== undefined) return { task, changed: event.doubt };
  if (!same(issue.title, event.title))
    return { task, changed: "The issue's title was edited after the run was asked for." };
  if (!same(issue.body, event.body))
    return { task, changed: "The issue's text was edited after the run was asked for." };
  if (edited !== undefined)
    return { task, changed: `A comment by ${edited.author.login} was edited after the run was asked for.` };
  return { task, changed: null };
}

/** Comments are by people who may write, and so is the request; the issue itself can be by anybody. */
async function outsiders(event: Asked, { author }: Issue, github: GitHub): Promise<string[]> {
  if (author.login === event.by) return [];
  return MAY_ASK.has(await github.permission(author.login)) ? [] : [author.login];
}

function same(a: string, b: string): boolean {
  const plain = (text: string) => text.replaceAll('\r\n', '\n').trim();
  return plain(a) === plain(b);
}

async function byWriters(comments: readonly IssueComment[], github: GitHub): Promise<IssueComment[]> {
  const permissions = new Map<string, Promise<Permission>>();
  const kept: IssueComment[] = [];
  for (const comment of comments) {
    if (comment.author.isBot || /^\/fettle\b/m.test(comment.body)) continue;
    const { login } = comment.author;
    let permission = permissions.get(login);
    if (permission === undefined) permissions.set(login, (permission = github.permission(login)));
    if (MAY_ASK.has(await permission)) kept.push(comment);
  }
  return kept;
}

/** Why a run is no longer wanted, from GitHub's state now; null while it is. Removing the label ends only what it began. */
export function takenBack(run: Run, issue: Issue, asks: string): { why: string; by: CancelledBy } | null {
  const label = labelOf(run.trigger, asks);
  // A run that somebody asked to go on on its pull request no longer hangs on the label.
  if (run.trigger.kind === 'label' && run.resumedAt === null && !hasLabel(issue, label))
    return { why: `The label ${label} was removed.`, by: 'label' };
  if (issue.state === 'closed') return { why: 'The issue was closed.', by: 'closed' };
  return null;
}

/** GitHub takes `Fettle` and `fettle` for one label. */
function hasLabel(issue: Issue, label: string): boolean {
  return issue.labels.some((one) => one.toLowerCase() === label.toLowerCase());
}
