import { isTestPath } from '../../guards/test-code/language.ts';
import type { Verification } from '../../runs/verification.ts';
import type { TreeChange } from '../../sandbox/types.ts';
import type { TaskRepository } from './task-repository.ts';

/**
 * Checks that base's own tests turn red on a change which edited or deleted some of them, and that they do not turn red on
 * the gold change: then they were right, and the change broke what they watch. None where the change left base's tests
 * alone, since then the gate has run them.
 */
export async function regressions(
  { mirror, baseTree, goldTree }: TaskRepository,
  tree: string,
  verify: Verification,
): Promise<string[]> {
  const touched = (await mirror.changes(baseTree, tree)).filter(
    ({ path, status }) => status !== 'added' && isTestPath(path),
  );
  if (touched.length === 0) return [];
  const restored = touched.map(asOnBase);
  const red = await redOf(verify, await mirror.graft(tree, restored));
  if (red.length === 0 || goldTree === null) return red;
  const onGold = new Set(await redOf(verify, await mirror.graft(goldTree, restored)));
  return red.filter((check) => !onGold.has(check));
}

const asOnBase = (change: TreeChange): TreeChange => ({
  ...change,
  status: 'modified',
  newMode: change.oldMode,
  newId: change.oldId,
});

const redOf = async (verify: Verification, tree: string): Promise<string[]> =>
  (await verify(tree, 'all')).filter(({ result }) => result === 'failed').map(({ check }) => check);
