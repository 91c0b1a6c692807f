import type { Usage } from '../../agent/types.ts';
import type { Manifest } from '../record/manifest.ts';
import { conversationKey, type Conversations } from '../record/recorded.ts';
import type { Trial } from '../trial.ts';
import { addUsage, NO_USAGE } from './call-text.ts';
import { messagesOf, outputOf, usageOf } from './inspect-messages.ts';
import type { InspectLog, InspectSample, InspectUsage } from './schemas/inspect-log.ts';

const SCORER = 'fettle';
/** As Inspect names the model of a task that asks none. */
const NO_MODEL = 'none/none';

interface Recording {
  manifest: Manifest;
  trials: readonly Trial[];
  conversations: Conversations;
}

/**
 * A run as one log of Inspect AI: a sample for each trial, whose `epoch` is the trial's number. What infrastructure took
 * away is a sample with an error and without a score; a run that has not ended is `cancelled`. A sample's messages are the
 * agent's where there was one, the judge's otherwise.
 */
export function toInspect({ manifest, trials, conversations }: Recording): InspectLog {
  const { run, suite, arm, items, k, source, seed, startedAt, versions } = manifest;
  const model = arm.agentModel ?? arm.judgeModel ?? NO_MODEL;
  const scores = trials.flatMap(({ score }) => (score === null ? [] : [score]));
  const ended = trials
    .map((trial) => endOf(trial))
    .reduce((a, b) => (a > b ? a : b), new Date(startedAt).toISOString());
  return {
    version: 2,
    status: trials.length === items.length * k ? 'success' : 'cancelled',
    eval: {
      eval_id: run,
      run_id: run,
      created: startedAt,
      task: `fettle/${suite}`,
      task_id: `${run}/${suite}`,
      task_version: 0,
      task_attribs: {},
      task_args: {},
      dataset: {
        name: suite,
        location: source,
        samples: items.length,
        sample_ids: items.map(({ id }) => id),
        shuffled: false,
      },
      model,
      model_args: {},
      config: { epochs: k },
      packages: versions,
      metadata: { arm, seed },
    },
    plan: { name: `fettle ${arm.name}`, steps: [], config: {} },
    results: {
      total_samples: items.length * k,
      completed_samples: scores.length,
      scores: [
        {
          name: SCORER,
          scorer: SCORER,
          scored_samples: scores.length,
          unscored_samples: trials.length - scores.length,
          params: {},
          metrics: scores.length === 0 ? {} : { mean: { name: 'mean', value: mean(scores), params: {} } },
        },
      ],
    },
    stats: {
      started_at: startedAt,
      completed_at: ended,
      model_usage: usageUnder(model, trials.map(({ usage }) => usage).reduce(addUsage, NO_USAGE), cost(trials)),
    },
    samples: trials.map((trial) => sampleOf(trial, conversations, model)),
  };
}

function sampleOf(trial: Trial, conversations: Conversations, model: string): InspectSample {
  const { item, score, answer, expected, detail } = trial;
  const calls = (['agent', 'judge'] as const)
    .map((purpose) => conversations.get(conversationKey({ ...trial, purpose })) ?? [])
    .find(({ length }) => length > 0);
  const messages = messagesOf(calls ?? []);
  const last = calls?.findLast(({ reply }) => reply !== null)?.reply ?? null;
  const first = messages.find(({ role }) => role === 'user');
  return {
    id: item,
    epoch: trial.trial,
    input: first !== undefined && typeof first.content === 'string' ? first.content : item,
    target: expected ?? '',
    messages,
    output: outputOf(last),
    ...(score === null
      ? { error: { message: detail === '' ? answer : detail, traceback: '', traceback_ansi: '' } }
      : { scores: { [SCORER]: { value: score, answer, explanation: detail, metadata: {} } } }),
    metadata: { cluster: trial.cluster, cost_usd: trial.costUsd, record: trial.record },
    store: {},
    events: [],
    model_usage: usageUnder(model, trial.usage, trial.costUsd),
    started_at: trial.startedAt,
    completed_at: endOf(trial),
    total_time: trial.ms / 1000,
    attachments: {},
  };
}

const usageUnder = (model: string, usage: Usage, costUsd: number): Record<string, InspectUsage> =>
  model === NO_MODEL ? {} : { [model]: usageOf(usage, costUsd) };

const endOf = ({ startedAt, ms }: Trial): string => new Date(Date.parse(startedAt) + ms).toISOString();
const mean = (values: readonly number[]): number => values.reduce((sum, it) => sum + it, 0) / values.length;
const cost = (trials: readonly Trial[]): number => trials.reduce((sum, { costUsd }) => sum + costUsd, 0);
