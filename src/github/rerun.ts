import { Anything } from './answers.ts';
import { type Context, orElse } from './repository.ts';
import type { CheckState } from './types.ts';

/** No permission (`actions: write`), gone, too old, or a kind of check that its app can't run again. */
const REFUSED = [403, 404, 410, 422] as const;

/**
 * Asks GitHub to run checks again: the failed jobs of each Actions run once, other apps' checks one by one. Returns
 * those that somebody now runs; a classic status has nobody to ask.
 */
export async function rerunChecks(context: Context, checks: readonly CheckState[]): Promise<CheckState[]> {
  const { at, connection } = context;
  const asked = new Map<string, Promise<boolean>>();
  const ask = (route: string, more: Record<string, number>): Promise<boolean> => {
    const key = `${route} ${JSON.stringify(more)}`;
    const known = asked.get(key);
    if (known !== undefined) return known;
    const asking = connection.retrying('running checks again', () =>
      orElse(false, REFUSED, async () => {
        await connection.ask(route, { ...at, ...more }, Anything);
        return true;
      }),
    );
    asked.set(key, asking);
    return asking;
  };
  const again = await Promise.all(
    checks.map(async (check) => {
      const run = /\/actions\/runs\/(\d+)/.exec(check.url ?? '')?.[1];
      if (run !== undefined) {
        // A workflow run that left no job behind could not start: all of it is run again.
        const what = check.checkRunId === null ? 'rerun' : 'rerun-failed-jobs';
        return ask(`POST /repos/{owner}/{repo}/actions/runs/{run_id}/${what}`, { run_id: Number(run) });
      }
      if (check.checkRunId === null) return false;
      return ask('POST /repos/{owner}/{repo}/check-runs/{check_run_id}/rerequest', { check_run_id: check.checkRunId });
    }),
  );
  return checks.filter((_, index) => again[index]);
}
