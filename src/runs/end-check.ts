import type { GitHub } from '../github/types.ts';
import { changeTextOf } from './change-text.ts';
import { tellCheck } from './check-report.ts';
import type { RunParts } from './parts.ts';
import type { Outcome, Run } from './types.ts';

/** Nothing can be written there any more. */
const SILENT: readonly string[] = ['repository_gone', 'read_only'] satisfies Outcome['reason'][];

/** Our check on the last commit that we pushed says how the run ended, where that is not said by the pull request's own end. */
export async function tellCheckAtEnd(run: Run, outcome: Outcome, github: GitHub, parts: RunParts): Promise<void> {
  if (run.headSha === null || outcome.kind === 'no_pr' || outcome.kind === 'pr_closed') return;
  if (SILENT.includes(outcome.reason)) return;
  const attempts = await parts.store.attempts(run.id);
  // A person may have pushed since, or told us to go on from a commit of theirs: that one carries no check of ours.
  const pushed = attempts.findLast(({ commitSha, gate }) => commitSha === run.headSha && gate !== null);
  if (pushed === undefined || pushed.gate === null) return;
  const { store, redact, settings, log } = parts;
  const change = await changeTextOf(run, pushed.gate, { store, github, redact, dashboard: settings.url });
  const about = { run, change, sha: run.headSha, attempt: pushed.number };
  // What is annotated was sent when it was pushed.
  await tellCheck(about, outcome, () => Promise.resolve(null), { github, log });
}
