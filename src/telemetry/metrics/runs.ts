import type { Outcome, RunEventKind } from '../../runs/types.ts';
import type { Metrics } from '../types.ts';
import type { Make } from './make.ts';

type Reasons = { [Kind in Outcome['kind']]: Record<Extract<Outcome, { kind: Kind }>['reason'], 0> };

/** Every way to end: a series that begins at 0 shows its first increase. */
const ENDS: Reasons = {
  no_pr: {
    escalated: 0,
    gave_up: 0,
    budget: 0,
    refused: 0,
    verifier_red: 0,
    could_not_verify: 0,
    blocked: 0,
    judge_veto: 0,
    guard_veto: 0,
    cancelled: 0,
    task_changed: 0,
    bad_config: 0,
    repository_gone: 0,
    read_only: 0,
    infra: 0,
  },
  pr_ci_red: { repairs_spent: 0, flapping: 0, environment: 0, flaky: 0, infra: 0, gate: 0, budget: 0 },
  pr_handed_over: {
    person_pushed: 0,
    unverified: 0,
    no_ci: 0,
    required_missing: 0,
    action_required: 0,
    base_moves: 0,
    workflows: 0,
    hold: 0,
    cancelled: 0,
    repository_gone: 0,
    read_only: 0,
  },
  pr_closed: { merged: 0, unmerged: 0 },
  pr_good: { ci_green: 0 },
};

/** Lines of the timeline that rates and alerts are made of, from the start on. */
const WATCHED: readonly RunEventKind[] = ['acknowledged', 'published', 'pull_request', 'escape', 'repair', 'rerun'];

/** What runs say and how they end, as this process has seen it. */
export function runMetrics({ prometheus, registers }: Make): Pick<Metrics, 'runSaid' | 'runEnded'> {
  const events = new prometheus.Counter({
    name: 'fettle_run_events_total',
    help: "Lines of runs' timelines, by kind; `escape` is red CI after a green gate",
    labelNames: ['kind'],
    registers,
  });
  for (const kind of WATCHED) events.inc({ kind }, 0);
  const ended = new prometheus.Counter({
    name: 'fettle_runs_ended_total',
    help: 'Runs that ended, by outcome and reason',
    labelNames: ['outcome', 'reason'],
    registers,
  });
  for (const [outcome, reasons] of Object.entries(ENDS))
    for (const reason of Object.keys(reasons)) ended.inc({ outcome, reason }, 0);
  return {
    runSaid: (kind) => events.inc({ kind }),
    runEnded: ({ kind, reason }) => ended.inc({ outcome: kind, reason }),
  };
}
