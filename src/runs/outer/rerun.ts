import { checkKey } from '../ci-memory.ts';
import type { Diagnosed } from '../diagnose.ts';
import { endRun } from '../end.ts';
import type { Look } from './look.ts';

const RERUN_LOOK_MS = 5_000;

/** Runs checks again, each result once: what GitHub can't run again is left to people. */
export async function rerun(red: readonly Diagnosed[], budget: 'flaky' | 'infra', look: Look): Promise<void> {
  const { run, parts, latest, github } = look;
  const { maxFlakeReruns, maxInfraReruns } = parts.settings;
  const checks = red.map(({ evidence }) => evidence.check);
  const key = checks.map((check) => `${checkKey(check)}#${check.checkRunId ?? check.at}`).join(' ');
  const [kind, limit] =
    budget === 'flaky' ? (['flake_rerun', maxFlakeReruns] as const) : (['infra_rerun', maxInfraReruns] as const);
  await parts.store.spend(run.id, kind, run.headSha, limit, key);
  const again = await github.rerun(checks);
  const why = red.map((one) => `${one.evidence.check.name}: ${one.why}`).join('; ');
  if (again.length === 0) {
    const reason = budget === 'flaky' ? 'flaky' : 'infra';
    return endRun(
      run,
      { kind: 'pr_ci_red', reason, detail: `${why}. It could not be run again from here` },
      parts,
      latest.gate,
    );
  }
  parts.status.say(run, latest.number, 'rerun', `Runs again: ${why}`);
  // GitHub says "queued" within seconds; until then the old result is what a look would see.
  await parts.queue.look(run.id, RERUN_LOOK_MS);
}
