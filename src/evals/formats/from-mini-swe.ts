import type { AtifStep, AtifTrajectory } from './schemas/atif.ts';
import type { MiniSweMessage, MiniSweTrajectory } from './schemas/mini-swe.ts';

type Step = Omit<AtifStep, 'step_id'>;

/** A run of mini-swe-agent as a trajectory of ATIF. `name` is said as its session. */
export function fromMiniSwe({ info, messages }: MiniSweTrajectory, name: string): AtifTrajectory {
  const steps: Step[] = [];
  for (const message of messages) addMessage(steps, message);
  const cost = info.model_stats?.instance_cost ?? null;
  const model = info.config?.model?.model_name;
  const end = { exit_status: info.exit_status ?? null, submission: info.submission ?? null };
  return {
    schema_version: 'ATIF-v1.7',
    session_id: name,
    agent: {
      name: 'mini-swe-agent',
      version: info.mini_version ?? 'unknown',
      ...(model === undefined ? {} : { model_name: model }),
    },
    steps: steps.map((step, at) => ({ step_id: at + 1, ...step })),
    final_metrics: { ...(cost === null ? {} : { total_cost_usd: cost }), total_steps: steps.length },
    extra: end,
  };
}

function addMessage(steps: Step[], message: MiniSweMessage): void {
  const { role, content, extra } = message;
  const at = timestamp(extra?.timestamp);
  if (role === 'assistant') {
    steps.push({ source: 'agent', ...at, ...agentParts(message) });
    return;
  }
  const last = steps.at(-1);
  const calls = last?.source === 'agent' ? (last.tool_calls ?? []) : [];
  const observed = role === 'tool' || typeof extra?.returncode === 'number';
  if (observed && last?.source === 'agent') {
    const open = calls.filter(
      ({ tool_call_id: id }) => !last.observation?.results.some((it) => it.source_call_id === id),
    );
    const call = message.tool_call_id == null ? open[0] : open.find((it) => it.tool_call_id === message.tool_call_id);
    last.observation ??= { results: [] };
    last.observation.results.push({
      ...(call === undefined ? {} : { source_call_id: call.tool_call_id }),
      content,
      ...(typeof extra?.returncode === 'number' ? { extra: { returncode: extra.returncode } } : {}),
    });
    return;
  }
  const ended = extra?.exit_status == null ? {} : { extra: { exit_status: extra.exit_status } };
  steps.push({ source: role === 'user' ? 'user' : 'system', ...at, message: content, ...ended });
}

function agentParts({ content, reasoning_content, tool_calls, extra }: MiniSweMessage): Omit<Step, 'source'> {
  const called = (tool_calls ?? []).map((it) => ({
    tool_call_id: it.id,
    function_name: it.function.name,
    arguments: parsed(it.function.arguments),
  }));
  // Without tool calls the commands stand in the text; mini-swe-agent has read them out of it.
  const acted = (extra?.actions ?? []).map(({ command }, at) => ({
    tool_call_id: `action_${at + 1}`,
    function_name: 'bash',
    arguments: { command },
  }));
  const calls = called.length > 0 ? called : acted;
  return {
    message: content,
    ...(reasoning_content == null ? {} : { reasoning_content }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
    ...(extra?.cost == null ? {} : { metrics: { cost_usd: extra.cost } }),
  };
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // What the model wrote is no JSON: it is kept as it is.
  }
  return { text };
}

/** Seconds since 1970. */
function timestamp(seconds: number | null | undefined): { timestamp?: string } {
  if (seconds == null) return {};
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? {} : { timestamp: date.toISOString() };
}
