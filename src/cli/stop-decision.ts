import { firstLine } from '../text/clip.ts';
import { reportText } from '../verifiers/report-text.ts';
import type { CouldNotRunReason, Report } from '../verifiers/types.ts';
import type { LocalResult } from './local-verification.ts';

/** `say` is for the person: why nothing was shown to be well, or that the agent was let go; null when all is well. */
export type StopDecision = { kind: 'stop' | 'give_up'; say: string | null } | { kind: 'block'; reason: string };

/** What an agent can have done itself: it hung the tests, or removed them. The rest is the machine's, or base's, doing. */
const OWN_DOING: ReadonlySet<CouldNotRunReason> = new Set(['timed_out', 'out_of_memory', 'no_tests', 'not_reached']);

/** Whether an agent's turn may end, after `blocks` times in a row when it might not. */
export function stopDecision(result: LocalResult, blocks: number, maxBlocks: number): StopDecision {
  const { reports } = result;
  const red = reports.filter(
    (report) => report.result === 'failed' || (report.reason !== undefined && OWN_DOING.has(report.reason)),
  );
  if (red.length === 0) {
    const notes = result.notes.map((note) => `Fettle: ${note}`);
    const missing = reports.filter((report) => report.result === 'could_not_run').map(line);
    if (missing.length > 0) notes.unshift(`Fettle could not verify this change: ${missing.join('; ')}`);
    else if (!result.passed) notes.unshift('Fettle: all checks that ran are as red as before the change.');
    return { kind: 'stop', say: notes.length === 0 ? null : notes.join('\n') };
  }
  return unless(blocks, maxBlocks, {
    red: `THE CHECKS ARE STILL RED. ${red.map(line).join('; ')}. "fettle verify --changed" shows the details.`,
    reason: ["The repository's own checks are red on what you leave behind.", reportText(reports), ...result.notes],
  });
}

/** The same where nothing could be run because the agent left the settings in a state that can't be read. */
export function brokenSettings(problem: string, blocks: number, maxBlocks: number): StopDecision {
  return unless(blocks, maxBlocks, {
    red: `NOTHING WAS VERIFIED. ${problem}`,
    reason: ['The checks can not be run on what you leave behind.', problem],
  });
}

function unless(blocks: number, maxBlocks: number, { red, reason }: { red: string; reason: string[] }): StopDecision {
  if (blocks < maxBlocks) {
    const count = `This keeps you from stopping ${blocks + 1} of at most ${maxBlocks} times. Fix the cause; if that is not possible, say why.`;
    const [first = '', ...rest] = reason;
    return { kind: 'block', reason: [`${first} ${count}`, ...rest].join('\n\n') };
  }
  const times = `${blocks} ${blocks === 1 ? 'time' : 'times'}`;
  return { kind: 'give_up', say: `Fettle kept the agent from stopping ${times} and now lets it: ${red}` };
}

const line = ({ check, reason, summary }: Report): string =>
  `${check}${reason === undefined ? '' : ` (${reason})`}: ${firstLine(summary, 160)}`;
