import type { ChangeText } from '../github/texts/change-text.ts';
import { runLink } from '../github/texts/run-link.ts';
import type { GitHub } from '../github/types.ts';
import type { Redactor } from '../text/redact.ts';
import { settledBy } from './plan/settled.ts';
import { granted } from './requests/requests.ts';
import type { RunStore } from './run-store.ts';
import type { GateReport, Run } from './types.ts';

/** All that is told of a run's change, as it passed its gate. `dashboard` null: there is none to lead to. */
export async function changeTextOf(
  run: Run,
  report: GateReport,
  parts: { store: RunStore; github: GitHub; dashboard: string | null; redact: Redactor },
): Promise<ChangeText> {
  const { store, github, dashboard, redact } = parts;
  const plans =
    report.treePlan === undefined
      ? { report }
      : { report: { ...report, plan: report.treePlan }, basePlan: report.plan };
  const requests = await store.requests(run.id);
  const plan = await store.planOf(run.id);
  return {
    run,
    attempts: await store.attempts(run.id),
    settled: { ...settledBy(plan?.agreed ?? null, requests), planComment: plan?.commentId ?? null },
    granted: granted(requests),
    ...plans,
    links: { repository: github.gitUrl.replace(/\.git$/, ''), run: runLink(dashboard, run.id) },
    redact,
  };
}
