import type { ModelReply, Usage } from '../../agent/types.ts';
import { conversationKey, type Conversations, type Recorded } from '../record/recorded.ts';
import type { Manifest } from '../record/manifest.ts';
import type { Trial } from '../trial.ts';
import { addUsage, argumentsOf, NO_USAGE, textOf, toolUses } from './call-text.ts';
import type {
  InspectContent,
  InspectLog,
  InspectMessage,
  InspectOutput,
  InspectSample,
  InspectUsage,
} from './schemas/inspect-log.ts';

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

function messagesOf(calls: readonly Recorded[]): InspectMessage[] {
  const names = new Map<string, string>();
  return calls.flatMap(({ sent, reply }) => {
    const before = sent.flatMap(({ content }) => sentMessages(content, names));
    if (reply === null) return before;
    for (const { id, name } of toolUses(reply.content)) names.set(id, name);
    return [...before, assistant(reply)];
  });
}

function sentMessages(content: Recorded['sent'][number]['content'], names: Map<string, string>): InspectMessage[] {
  const results = content.flatMap((block): InspectMessage[] => {
    if (block.type !== 'tool_result') return [];
    const name = names.get(block.tool_use_id);
    const error = { type: 'unknown' as const, message: block.content };
    return [
      {
        role: 'tool',
        content: block.content,
        tool_call_id: block.tool_use_id,
        ...(name === undefined ? {} : { function: name }),
        ...(block.is_error === true ? { error } : {}),
      },
    ];
  });
  const text = textOf(content);
  return text === '' ? results : [...results, { role: 'user', content: text }];
}

function assistant({ content, model }: ModelReply): InspectMessage & { role: 'assistant' } {
  const calls = toolUses(content).map(({ id, name, input }) => ({
    id,
    function: name,
    arguments: argumentsOf(input),
    type: 'function' as const,
  }));
  const parts = content.flatMap((block): InspectContent[] => {
    if (block.type === 'text') return [{ type: 'text', text: block.text }];
    if (block.type === 'thinking')
      return [{ type: 'reasoning', reasoning: block.thinking, signature: block.signature, redacted: false }];
    if (block.type === 'redacted_thinking') return [{ type: 'reasoning', reasoning: block.data, redacted: true }];
    return [];
  });
  return {
    role: 'assistant',
    content: parts.some(({ type }) => type === 'reasoning') ? parts : textOf(content),
    source: 'generate',
    model,
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
}

const STOP = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  tool_use: 'tool_calls',
  max_tokens: 'max_tokens',
  refusal: 'content_filter',
  pause_turn: 'unknown',
  model_context_window_exceeded: 'model_length',
} as const;

function outputOf(reply: ModelReply | null): InspectOutput {
  if (reply === null) return { model: '', choices: [], completion: '' };
  return {
    model: reply.model,
    choices: [{ message: assistant(reply), stop_reason: STOP[reply.stopReason] }],
    completion: textOf(reply.content),
    usage: usageOf(reply.usage, reply.costUsd),
  };
}

const usageUnder = (model: string, usage: Usage, costUsd: number): Record<string, InspectUsage> =>
  model === NO_MODEL ? {} : { [model]: usageOf(usage, costUsd) };

const usageOf = ({ input, output, cacheRead, cacheWrite }: Usage, costUsd: number): InspectUsage => ({
  input_tokens: input,
  output_tokens: output,
  total_tokens: input + output + cacheRead + cacheWrite,
  input_tokens_cache_read: cacheRead,
  input_tokens_cache_write: cacheWrite,
  total_cost: costUsd,
});

const endOf = ({ startedAt, ms }: Trial): string => new Date(Date.parse(startedAt) + ms).toISOString();
const mean = (values: readonly number[]): number => values.reduce((sum, it) => sum + it, 0) / values.length;
const cost = (trials: readonly Trial[]): number => trials.reduce((sum, { costUsd }) => sum + costUsd, 0);
