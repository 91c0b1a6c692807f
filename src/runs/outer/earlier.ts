import type { Feedback } from '../../agent/types.ts';
import type { Mirror } from '../../sandbox/types.ts';
import { clip, firstLine } from '../../text/clip.ts';
import type { Attempt } from '../types.ts';

/** A change that is longer than this is read in the workspace; characters. */
const MAX_DIFF = 12_000;

/** What a new attempt should know of the ones before it: the change as it stands, what each did, and why that failed. */
export async function earlierWork(
  attempts: readonly Attempt[],
  mirror: Mirror,
  baseSha: string,
  headSha: string,
): Promise<Feedback['items']> {
  const diff = await mirror.diff(baseSha, headSha);
  const tried = attempts
    .filter((attempt) => attempt.commitSha !== null)
    .map((attempt, index, all) => {
      const why =
        all[index + 1]?.feedback.flatMap(({ items }) => items.map(({ title }) => firstLine(title, 120))) ?? [];
      const failed = why.length === 0 ? '' : `\nIt did not hold: ${why.join(', ')}`;
      return `Attempt ${attempt.number}: ${clip((attempt.summary ?? '').trim(), 1_000)}${failed}`;
    });
  return [
    { title: 'the change so far, against base', body: clip(diff, MAX_DIFF) },
    ...(attempts.length > 1 ? [{ title: 'what was tried before', body: tried.join('\n\n') }] : []),
  ];
}
