import type { Mirror } from '../sandbox/types.ts';
import type { Attempt } from './types.ts';

/** A change may grow to so many times its first size, and by so many lines more, while CI is being repaired. */
const GROWTH = 4;
const GROWTH_LINES = 200;

type Sources = Pick<Mirror, 'changes' | 'diff' | 'listIds' | 'treeOf'>;

/**
 * Whether repairing has stopped getting anywhere; null while it has not, else one sentence of why. Three signs: a tree
 * that was there before, everything of the last repair taken back, and a change that grows and grows. What a person
 * asked for on the pull request starts the comparison anew, since a wish may well be to go back; so does `/fettle retry`,
 * at `resumedAt`.
 */
export async function flapping(
  attempt: Attempt,
  tree: string,
  attempts: readonly Attempt[],
  { baseSha, resumedAt }: { baseSha: string; resumedAt: Date | null },
  mirror: Sources,
): Promise<string | null> {
  // A merge of base brings a new tree, whatever else it does.
  if (attempt.mergeSha !== null || asked(attempt)) return null;
  const before = attempts.filter(
    (other) =>
      other.number < attempt.number && other.commitSha !== null && (resumedAt === null || other.createdAt > resumedAt),
  );
  const sinceAsked = before.slice(Math.max(0, before.findLastIndex(asked)));
  if (sinceAsked.length === 0) return null;

  const same = sinceAsked.find((other) => other.gate?.tree === tree);
  if (same !== undefined) return `Attempt ${attempt.number} came to exactly what attempt ${same.number} had pushed.`;
  if ((await mirror.treeOf(baseSha)) === tree) return `Attempt ${attempt.number} took back the whole change.`;

  const last = sinceAsked.at(-1) as Attempt;
  if (last.mergeSha === null && (await undoes(last, tree, mirror)))
    return `Attempt ${attempt.number} took back all that attempt ${last.number} had done.`;

  const [first, now] = [await lines(sinceAsked[0] as Attempt, mirror), lineCount(await mirror.diff(baseSha, tree))];
  if (now > Math.max(first * GROWTH, first + GROWTH_LINES))
    return `The change had ${first} changed lines when CI first saw it, and attempt ${attempt.number} has made ${now} of them.`;
  return null;
}

const asked = ({ feedback }: Attempt): boolean => feedback.some(({ source }) => source === 'review');

/** Each file that the attempt changed is again as it was before it. */
async function undoes({ startSha, commitSha }: Attempt, tree: string, mirror: Sources): Promise<boolean> {
  const did = await mirror.changes(startSha, commitSha as string);
  const now = await mirror.listIds(tree);
  const earlier = await mirror.listIds(startSha);
  return did.length > 0 && did.every(({ path }) => now.get(path) === earlier.get(path));
}

async function lines({ gate, startSha, commitSha }: Attempt, mirror: Sources): Promise<number> {
  return lineCount(await mirror.diff(gate?.baseSha ?? startSha, commitSha as string));
}

/** Added and removed lines of a unified diff. */
function lineCount(diff: string): number {
  return diff.split('\n').filter((line) => /^[+-](?!\+\+ |-- )/.test(line)).length;
}
