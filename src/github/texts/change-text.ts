import type { Settled } from '../../agent/types.ts';
import type { AskedFor, Attempt, GateReport, Run } from '../../runs/types.ts';
import type { Redactor } from '../../text/redact.ts';
import type { Plan } from '../../verifiers/types.ts';

/** All that is told of a published change: in its pull request, and in the check run on its head commit. */
export interface ChangeText {
  run: Pick<Run, 'id' | 'issue' | 'task' | 'trigger' | 'baseBranch'>;
  attempts: readonly Pick<Attempt, 'number' | 'feedback' | 'spent' | 'summary' | 'commitSha' | 'mergeSha'>[];
  report: GateReport;
  /** Where the task changed what checks a change: the plan that base had. */
  basePlan?: Plan;
  /** What people have said to the task since it was asked, and the comment in which the plan stands. */
  settled?: Settled & { planComment: number | null };
  /** What the agent was given beyond its sandbox, and by whom. */
  granted?: readonly AskedFor[];
  /** False where GitHub did not sign the last commit: rules of the repository may ask for that. */
  signed?: boolean;
  /** The repository's page on GitHub, and the run's on the dashboard; null where there is none. */
  links: { repository: string; run: string | null };
  redact?: Redactor;
}
