import { overruleHintComment, overruleHintMarker } from '../github/texts.ts';
import type { GitHub } from '../github/types.ts';
import type { Verdict } from '../judge/types.ts';
import { firstLine } from '../text/clip.ts';
import { NEEDS_HUMAN } from './end.ts';
import { MAY_ASK } from './may-ask.ts';
import type { RunParts } from './parts.ts';
import type { Attempt, FettleEvent, GateReport, Run } from './types.ts';

export type OverruleEvent = Extract<FettleEvent, { kind: 'overruled' }>;

/** A verdict that people were shown, and that is final. */
interface Shown {
  run: Run;
  attempt: Attempt;
  gate: GateReport;
  verdict: Verdict;
}

/**
 * Somebody answers a verdict of the judge: kept as a label, once for each comment. Where the verdict was what kept the
 * change from being published, exactly that change is: everything else had passed, and the person stands for it. From then
 * on the judge only advises in this run. False when nothing there can be overruled; then the words were meant otherwise.
 */
export async function overruled(event: OverruleEvent, parts: RunParts): Promise<boolean> {
  const shown = await shownVerdict(event, parts);
  if (shown === null) return false;
  const { run, attempt, gate, verdict } = shown;
  // The comment that shows a last verdict comes a moment before its run has ended. A delivery that throws is heard again.
  if (isEnding(shown)) throw new Error(`run ${run.id} is about to end with the verdict that is overruled`);
  const github = parts.github.for(event.repo);
  if (!MAY_ASK.has(await github.permission(event.by))) {
    parts.log.info({ run: run.id, by: event.by }, 'ignored: whoever overrules may not write to the repository');
    return true;
  }
  if (event.why === '') {
    const marker = overruleHintMarker(run.id);
    await github.upsertComment(event.number, marker, overruleHintComment(run.id), null);
    return true;
  }
  const by = { by: event.by, why: parts.redact(event.why) };
  const isNew = await parts.store.addOverrule(run.id, {
    ...by,
    attempt: attempt.number,
    label: ({ veto: 'good', approve: 'bad', abstain: null } as const)[verdict.verdict],
    tree: gate.tree,
    verdict,
    key: `comment:${event.commentId}`,
  });
  const said = `${event.by} overruled the judge: ${firstLine(by.why, 200)}`;
  if (isNew) {
    await github.react({ comment: event.commentId }, 'eyes');
    if (!heldBack(run, gate)) parts.status.say(run, attempt.number, 'resumed', said);
  }
  if (heldBack(run, gate)) await publish(shown, by, said, github, parts);
  return true;
}

const isEnding = ({ run, attempt, gate }: Shown): boolean =>
  run.state !== 'ended' && attempt.stage === 'failed' && gate.failedAt === 'judge';

/** Whether the verdict is what the run ended with. */
const heldBack = (run: Run, gate: GateReport): boolean => run.state === 'ended' && gate.failedAt === 'judge';

async function publish(
  { run, attempt, gate }: Shown,
  by: { by: string; why: string },
  said: string,
  github: GitHub,
  parts: RunParts,
): Promise<void> {
  if ((await github.issue(run.issue)).state === 'closed') return;
  const standing: GateReport = {
    ...gate,
    passed: true,
    failedAt: null,
    judge: { level: 'block', ...gate.judge, overruled: by },
  };
  const going = await parts.store.publishOverruled(run.id, attempt.number, standing);
  if (going === null) {
    parts.log.info({ run: run.id }, 'an overruled change is not published: another run works on the issue by now');
    return;
  }
  parts.status.say(going, attempt.number, 'resumed', said);
  for (const place of new Set([run.issue, run.prNumber ?? run.issue])) await github.removeLabel(place, NEEDS_HUMAN);
  await parts.queue.look(run.id);
}

/** What was said while the agent is still at work is not the last word; and a verdict that nobody saw can't be answered. */
async function shownVerdict({ repo, number, onPullRequest }: OverruleEvent, parts: RunParts): Promise<Shown | null> {
  const { store } = parts;
  const run = onPullRequest ? await store.latestFor(repo, number) : await store.latestOf(repo, number);
  const attempt = run === null ? null : await store.latestAttempt(run.id);
  const gate = attempt?.gate ?? null;
  if (run === null || attempt === null || gate === null || gate.verdict === null) return null;
  if (attempt.stage === 'agent' || attempt.stage === 'gate' || gate.judge?.level === 'shadow') return null;
  return { run, attempt, gate, verdict: gate.verdict };
}
