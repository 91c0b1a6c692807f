import { asked, takenBack } from './asked.ts';
import { HOLD_LABEL } from './decide.ts';
import { stillHeld } from './hold.ts';
import { carryOut } from './orders.ts';
import { overruled } from './overrule.ts';
import type { RunParts } from './parts.ts';
import { heard, waitsForWord } from './plan/heard.ts';
import { planEdited } from './plan/plan-edited.ts';
import { pullRequestAsked } from './pull-request-asked.ts';
import { waitsForPush } from './before-ci.ts';
import { ticked } from './requests/answers.ts';
import type { FettleEvent, Run } from './types.ts';

/** What one event means for our runs. Called at least once for each stored delivery; safe to repeat. */
export async function takeIn(event: FettleEvent, parts: RunParts): Promise<void> {
  switch (event.kind) {
    case 'asked':
      if (!(await heard(event, parts))) return asked(event, parts);
      return;
    case 'hold_changed':
      return holdChanged(await parts.store.activeFor(event.repo, event.number), parts);
    case 'answered':
      return answered(event, parts);
    case 'overruled':
      if (!(await overruled(event, parts))) return takeIn(event.otherwise, parts);
      return;
    case 'ticked':
      return event.said === 'go' ? planEdited(event, parts) : ticked(event, parts);
    case 'plan_edited':
      return planEdited(event, parts);
    case 'label_removed':
    case 'issue_closed':
      return maybeCancel(event, parts);
    case 'ci':
      return ciReported(event, parts);
    case 'push':
      return lookAt(await parts.store.activeByBranch(event.repo, event.branch), parts);
    case 'pr_asked':
      await pullRequestAsked(event, parts);
      return;
    case 'installation_gone':
      return installationGone(event, parts);
    case 'pull_request':
      await parts.store.lookAfter(event.repo, [event.number, ...(event.reverts === undefined ? [] : [event.reverts])]);
      return pullRequestChanged(await parts.store.activeByBranch(event.repo, event.headRef), parts);
    case 'followed':
      return parts.store.lookAfter(event.repo, [event.number]);
    case 'ordered':
      return carryOut(event, parts);
  }
}

/** A run that has ended may have to go on for it. */
async function ciReported({ repo, sha }: Extract<FettleEvent, { kind: 'ci' }>, parts: RunParts): Promise<void> {
  await lookAt(await parts.store.activeBySha(repo, sha), parts);
  for (const run of await parts.store.reopenableBySha(repo, sha)) await parts.queue.look(run.id);
}

/** An event only says "look again"; a run that is at work is looked at when it is done. */
async function lookAt(runs: readonly Run[], parts: RunParts): Promise<void> {
  for (const run of runs.filter((it) => it.state === 'watching')) {
    // Where something happens the timer comes back soon, too: it counts from the last change of a run.
    if (parts.now() - run.updatedAt.getTime() > parts.settings.reconcileMs) await parts.store.update(run.id, {});
    await parts.queue.look(run.id);
  }
}

/** The comment itself is read by whoever looks; an answer that nobody waits for was meant as something else. */
async function answered(event: Extract<FettleEvent, { kind: 'answered' }>, parts: RunParts): Promise<void> {
  const run = await parts.store.activeFor(event.repo, event.issue);
  const waits =
    run !== null &&
    ((await parts.store.requests(run.id)).some(({ answer }) => answer === null) ||
      (await waitsForPush(run, parts)) ||
      (await waitsForWord(run, parts)));
  if (event.otherwise !== null && !waits) return takeIn(event.otherwise, parts);
  if (run !== null) await parts.queue.look(run.id);
}

/** The app was removed from repositories: nothing can be said there any more, and nothing more is done. */
async function installationGone(
  event: Extract<FettleEvent, { kind: 'installation_gone' }>,
  parts: RunParts,
): Promise<void> {
  const gone = (run: Run) =>
    run.repo.installationId === event.installationId &&
    (event.repos === null || event.repos.includes(`${run.repo.owner}/${run.repo.name}`.toLowerCase()));
  for (const run of (await parts.store.active()).filter(gone)) {
    await parts.store.requestCancel(run.id, 'The app was removed from the repository.', 'person');
    await parts.queue.look(run.id);
  }
}

/** At once, also in the middle of an attempt: whoever works on the run is told to stop, and looks again when it is off. */
async function holdChanged(run: Run | null, parts: RunParts): Promise<void> {
  if (run === null) return;
  await stillHeld(run, parts);
  await parts.queue.look(run.id);
}

/** A repair under way is not worth going on with once the pull request is closed or its branch somebody else's. */
async function pullRequestChanged(runs: readonly Run[], parts: RunParts): Promise<void> {
  for (const run of runs.filter((it) => it.prNumber !== null)) {
    const pr = await parts.github.for(run.repo).pullRequest(run.prNumber as number);
    if (pr.labels.includes(HOLD_LABEL)) await parts.store.hold(run.id, true);
    const ours = (await parts.store.attempts(run.id)).map((attempt) => attempt.commitSha);
    if (pr.state === 'closed') await parts.store.requestCancel(run.id, 'The pull request was closed.', 'closed');
    else if (!ours.includes(pr.headSha))
      await parts.store.requestCancel(run.id, 'Somebody pushed to the branch.', 'person');
  }
  await lookAt(runs, parts);
}

/** The event says that something was taken back; GitHub says whether it still is. */
async function maybeCancel(
  event: Extract<FettleEvent, { kind: 'label_removed' | 'issue_closed' }>,
  parts: RunParts,
): Promise<void> {
  const run = await parts.store.activeFor(event.repo, event.issue);
  if (run === null || run.issue !== event.issue) return;
  const issue = await parts.github.for(run.repo).issue(run.issue);
  const back = takenBack(run, issue, parts.settings.label);
  if (back === null) return;
  await parts.store.requestCancel(run.id, back.why, back.by);
  await parts.queue.look(run.id);
}
