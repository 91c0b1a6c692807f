import { UserError } from '../../errors.ts';
import type { Run } from '../record/run-files.ts';
import { TaskRecord } from '../tasks/task-record.ts';
import type { SweBenchPrediction } from './schemas/swe-bench.ts';

/**
 * The changes of a run of whole tasks as SWE-bench's predictions, by trial, since its evaluation takes one for each
 * instance. A trial without a change has an empty one and counts as not resolved; what infrastructure took away is left
 * out. Throws a UserError for runs of other suites.
 */
export function toPredictions({ manifest, trials, dir }: Run): Map<number, SweBenchPrediction[]> {
  const { suite, arm } = manifest;
  if (suite !== 'agent' && suite !== 'tamper')
    throw new UserError(
      `${dir} is a run of the suite ${suite}: only whole tasks (agent, tamper) have changes to predict.`,
    );
  const byTrial = new Map<number, SweBenchPrediction[]>();
  for (const trial of trials) {
    if (trial.score === null) continue;

    const record = TaskRecord.pick({ patch: true }).strip().safeParse(trial.record);
    if (!record.success)
      throw new UserError(`${dir}, trials.jsonl: ${trial.item}, trial ${trial.trial} has no change in its record.`);
    const prediction = { instance_id: trial.item, model_name_or_path: arm.name, model_patch: record.data.patch };
    byTrial.set(trial.trial, [...(byTrial.get(trial.trial) ?? []), prediction]);
  }
  return byTrial;
}
