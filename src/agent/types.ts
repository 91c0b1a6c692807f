/** Tokens of one model reply, as Anthropic's Messages API reports them. */
export interface Usage {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite: number;
}

export type ContentBlock =
  | { type: 'text'; text: string }
  | { type: 'thinking'; thinking: string; signature: string }
  | { type: 'redacted_thinking'; data: string }
  | { type: 'tool_use'; id: string; name: string; input: unknown }
  | { type: 'tool_result'; tool_use_id: string; content: string; is_error?: boolean };

/** A message as the Messages API takes it; what is stored is what is sent again. */
export interface Message {
  role: 'user' | 'assistant';
  content: ContentBlock[];
}

export interface ModelRequest {
  model: string;
  system: string;
  messages: readonly Message[];
  tools?: readonly unknown[];
  maxTokens: number;
  /** A JSON Schema the reply must follow (`output_config.format`). */
  schema?: Record<string, unknown>;
  temperature?: number;
  signal: AbortSignal;
  onText?: (delta: string) => void;
  /** A body of the Messages API that is sent as it is, with its headers, instead of one made from the rest. */
  verbatim?: { body: Readonly<Record<string, unknown>>; headers: Readonly<Record<string, string>> };
}

export interface ModelReply {
  content: ContentBlock[];
  stopReason:
    | 'end_turn'
    | 'tool_use'
    | 'max_tokens'
    | 'refusal'
    | 'stop_sequence'
    | 'pause_turn'
    | 'model_context_window_exceeded';
  usage: Usage;
  /** Includes what failed tries before this reply cost, as far as the server reported it. */
  costUsd: number;
  /** Set when the model is not in the price table, so that `costUsd` is an upper guess. */
  estimated?: true;
  /** The model that answered, as the server names it. */
  model: string;
}

/** Thrown by a Model when nothing but faults came back for as long as patience lasts. */
export class ModelUnavailable extends Error {
  override readonly name = 'ModelUnavailable';
}

/** Anything that speaks for a model: streams, retries, watches for silence. */
export interface Model {
  ask(request: ModelRequest): Promise<ModelReply>;
}

/** A tool's answer to the model. `end` finishes the turn loop. */
export interface ToolResult {
  content: string;
  isError?: boolean;
  end?: Extract<AgentEnd, { kind: 'cannot_do' | 'asked' | 'planned' }>;
}

export interface Tool {
  /** As sent to the API: a built-in type or name, description and input_schema. */
  definition: Record<string, unknown> & { name: string };
  /** Whether the workspace may differ after it. */
  mutates: boolean;
  run(input: unknown, signal: AbortSignal): Promise<ToolResult>;
}

/** What has been spent so far in one inner loop; stored, so that a restarted worker goes on counting. */
export interface Spent {
  turns: number;
  usage: Usage;
  costUsd: number;
  ms: number;
}

export interface Budget {
  maxTurns: number;
  maxCostUsd: number;
  maxMs: number;
  /** Context tokens in one request; the loop winds down before it. */
  maxContextTokens: number;
}

/** What an agent means to do, before it does any of it. Every text is the model's words, and so foreign. */
export interface Proposal {
  willChange: string[];
  willNotChange: string[];
  verification: string[];
  unclear: string[];
  size: 'small' | 'medium' | 'large';
}

/** One model reply and what its tools answered: stored before the next model call. */
export interface Turn {
  reply: ModelReply;
  /** The user message that follows: tool results, then notes of ours. Null when nothing follows. */
  results: Message | null;
  /** Set when the loop ended with this turn, so that a restarted worker knows. */
  end?: AgentEnd;
  tools: { name: string; input: unknown; ok: boolean; durationMs: number; summary: string }[];
}

export type AgentEnd =
  /** The model says it is done; `summary` is its last text (foreign data). */
  | { kind: 'finished'; summary: string }
  | { kind: 'cannot_do'; reason: string }
  /** It asked for what the sandbox lacks; the conversation goes on from here when there is an answer. */
  | { kind: 'asked'; key: string }
  /** It hands in a plan; only where it was asked for one. */
  | { kind: 'planned'; proposal: Proposal }
  | { kind: 'budget'; which: 'turns' | 'money' | 'time' | 'context' }
  | { kind: 'refused' }
  | { kind: 'cancelled' }
  | { kind: 'model_faults'; detail: string };

/** What reaches the agent from a gate, CI or a person: one shape. */
export interface Feedback {
  source: 'task' | 'guards' | 'verifiers' | 'judge' | 'ci' | 'review' | 'conflict' | 'interrupted';
  /** Our own words: what this is and what is expected. */
  headline: string;
  /** Foreign data, fenced before it reaches a prompt. */
  items: { title: string; body: string }[];
}

/** What people have said to a task since it was asked. Every string in it is foreign. */
export interface Settled {
  /** The plan that somebody agreed to, and what they said beside it; null without one. */
  plan: { text: string; by: string; words: string } | null;
  /** Questions on the task that were answered. */
  answers: readonly { question: string; by: string; words: string }[];
}
