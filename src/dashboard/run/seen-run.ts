import type { Run } from '../../runs/types.ts';
import type { DashboardParts, PageContext } from '../parts.ts';

/** The run that the address names, if there is one and whoever looks may see it; the two are not told apart. */
export async function seenRun(context: PageContext, { store }: Pick<DashboardParts, 'store'>): Promise<Run | null> {
  const id = context.req.param('id');
  if (id === undefined || id.length > 64 || id.includes('\0')) return null;
  const run = await store.get(id);
  if (run === null) return null;
  const { repos } = context.get('viewer').sight;
  return repos === null || repos.includes(`${run.repo.owner}/${run.repo.name}`.toLowerCase()) ? run : null;
}
