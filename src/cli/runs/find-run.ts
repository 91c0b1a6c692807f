import { UserError } from '../../errors.ts';
import type { RunStore } from '../../runs/run-store.ts';
import type { Run } from '../../runs/types.ts';

/** The run with this id, or whose id begins so. Throws a UserError where there is none, or more than one. */
export async function findRun(id: string, store: Pick<RunStore, 'startingWith'>): Promise<Run> {
  const found = await store.startingWith(id);
  const [run] = found;
  if (run === undefined) throw new UserError(`There is no run ${id}. \`fettle runs\` lists them.`);
  if (found.length > 1) throw new UserError(`More than one run begins with ${id}: say more of its id.`);
  return run;
}
