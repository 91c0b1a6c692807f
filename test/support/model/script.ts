import { type Block, blocksOf, type MessagesBody } from './messages-api.ts';

/** A request as a script sees it. */
export interface SeenRequest {
  role: 'agent' | 'judge';
  /** Which conversation it belongs to, by `Script.sessionOf`. */
  session: string;
  body: MessagesBody;
  headers: Record<string, string | string[] | undefined>;
  at: number;
  /** All text of system prompt and messages, for scripts and tests that look for something. */
  text: string;
}

export interface Reply {
  kind: 'reply';
  content: ReplyBlock[];
  stopReason?: string;
  outputTokens?: number;
  /** Milliseconds before the first byte. */
  delayMs?: number;
  /** Milliseconds between two pieces of a streamed reply. */
  paceMs?: number;
}

export type ReplyBlock =
  | { type: 'text'; text: string }
  | { type: 'thinking'; thinking: string; signature: string }
  /** `rawInput` is sent as it is, for input that is not JSON. */
  | { type: 'tool_use'; id?: string; name: string; input: unknown; rawInput?: string };

export type Fault =
  | { kind: 'status'; status: number; type: string; message: string; headers: Record<string, string> }
  /** An `error` event after the reply has begun. */
  | { kind: 'error_event'; type: string }
  /** The connection breaks in the middle of the reply. */
  | { kind: 'cut' }
  /** The reply ends in the middle, but the connection closes as if all were well. */
  | { kind: 'ends_early' }
  /** Nothing, or only pings, after the reply has begun. */
  | { kind: 'stall'; pings: boolean }
  /** 200 with a body that is no reply at all. */
  | { kind: 'nonsense'; body: string };

export type Answer = Reply | Fault;
export type Step = Answer | ((request: SeenRequest) => Answer | Promise<Answer>);

export interface Script {
  /** Steps in order; a function gives the answer to every request. When steps run out the server says so with 400. */
  agent?: readonly Step[] | Exclude<Step, Answer>;
  judge?: readonly Step[] | Exclude<Step, Answer>;
  /** Steps are counted for each session by itself; default: one for all. */
  sessionOf?: (request: Omit<SeenRequest, 'session'>) => string;
  /** An agent's request that was answered before gets the same step again, as after a crash. Faults do not count. */
  replay?: boolean;
}

// --- what an agent's model says

export function say(text: string): Reply {
  return { kind: 'reply', content: [{ type: 'text', text }] };
}

export function call(tool: string, input: unknown, text?: string): Reply {
  return {
    kind: 'reply',
    content: [
      ...(text === undefined ? [] : [{ type: 'text' as const, text }]),
      { type: 'tool_use', name: tool, input },
    ],
  };
}

/** Several replies as one, with all their tool calls. */
export function together(...replies: readonly Reply[]): Reply {
  return { kind: 'reply', content: replies.flatMap((reply) => reply.content) };
}

export function view(path: string): Reply {
  return call('str_replace_based_edit_tool', { command: 'view', path });
}

export function edit(path: string, old: string, replacement: string): Reply {
  return call('str_replace_based_edit_tool', { command: 'str_replace', path, old_str: old, new_str: replacement });
}

export function write(path: string, text: string): Reply {
  return call('str_replace_based_edit_tool', { command: 'create', path, file_text: text });
}

export function bash(command: string): Reply {
  return call('bash', { command });
}

export function search(pattern: string, path?: string): Reply {
  return call('search', { pattern, ...(path !== undefined && { path }) });
}

export function verify(): Reply {
  return call('verify', {});
}

export function cannotDo(reason: string): Reply {
  return call('cannot_do', { reason });
}

export function request(kind: string, name: string, why = 'the task needs it'): Reply {
  return call('request', { kind, name, why });
}

export function askQuestion(question: string): Reply {
  return call('ask_question', { question });
}

export function read(path: string): Reply {
  return call('read', { path });
}

/** A plan of one line each, but for what is told. */
export function plan(told: Record<string, unknown> = {}): Reply {
  const lines = { will_change: ['`src/sum.js`: `sum` adds'], verification: ['the check that is there'], size: 'small' };
  return call('plan', { ...lines, ...told });
}

export function refusal(): Reply {
  return { kind: 'reply', content: [{ type: 'text', text: "I can't help with that." }], stopReason: 'refusal' };
}

/** A reply that the output limit cut off, in the middle of `reply`'s last tool call if it has one. */
export function maxTokens(reply: Reply): Reply {
  const content = reply.content.map((block): ReplyBlock => {
    if (block.type !== 'tool_use') return block;
    const whole = JSON.stringify(block.input);
    return { ...block, rawInput: whole.slice(0, Math.max(1, Math.floor(whole.length / 2))) };
  });
  return { ...reply, content, stopReason: 'max_tokens' };
}

export function empty(): Reply {
  return { kind: 'reply', content: [], stopReason: 'end_turn' };
}

/** A tool call whose input is not JSON. */
export function brokenCall(rawInput = '{"command": nonsense', tool = 'bash'): Reply {
  return { kind: 'reply', content: [{ type: 'tool_use', name: tool, input: {}, rawInput }] };
}

// --- what a judge's model says

const CRITERIA = ['does_what_was_asked', 'nothing_else', 'no_weakened_checks', 'plausibly_correct'];

function criteria(unmet: string | null, why: string) {
  return Object.fromEntries(
    CRITERIA.map((name) => [name, name === unmet ? { met: false, why } : { met: true, why: 'Seen in the diff.' }]),
  );
}

export function approve(): Reply {
  return say(JSON.stringify({ verdict: 'approve', criteria: criteria(null, ''), objections: [], unrequested: [] }));
}

/** A veto that cites `path` and its first hunk as they stand in the diff it was sent, or the given `hunk`. */
export function veto(criterion: string, path: string, why: string, hunk?: string): (request: SeenRequest) => Reply {
  return (request) => {
    const cited = { path, hunk: hunk ?? firstHunk(request.text, path) };
    return say(
      JSON.stringify({
        verdict: 'veto',
        criteria: criteria(criterion, why),
        objections: [{ criterion, ...cited, why }],
        unrequested: criterion === 'nothing_else' ? [cited] : [],
      }),
    );
  };
}

function firstHunk(text: string, path: string): string {
  const lines = text.split('\n');
  const file = lines.findIndex((line) => line === `+++ b/${path}` || line === `--- a/${path}`);
  return lines.slice(file).find((line) => line.startsWith('@@ ')) ?? '';
}

// --- what goes wrong

const ERROR_TYPES: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

export function status(code: number, headers: Record<string, string> = {}, message = `scripted ${code}`): Fault {
  return { kind: 'status', status: code, type: ERROR_TYPES[code] ?? 'api_error', message, headers };
}

export const errorEvent = (type = 'overloaded_error'): Fault => ({ kind: 'error_event', type });
export const cut = (): Fault => ({ kind: 'cut' });
export const endsEarly = (): Fault => ({ kind: 'ends_early' });
export const stall = (pings = false): Fault => ({ kind: 'stall', pings });
export const nonsense = (body = '<html>Bad gateway</html>'): Fault => ({ kind: 'nonsense', body });

// --- looking at requests

export function roleOf(body: MessagesBody): SeenRequest['role'] {
  return body.output_config?.format ? 'judge' : 'agent';
}

export function textOf(body: MessagesBody): string {
  const system = typeof body.system === 'string' ? [body.system] : (body.system ?? []).map((block) => block.text);
  return [...system, ...body.messages.flatMap((message) => blocksOf(message).map(blockText))].join('\n');
}

/** What the tools answered in the last message, or what else the user side said last. */
export function lastUserText(request: SeenRequest): string {
  const last = request.body.messages.findLast((message) => message.role === 'user');
  return last ? blocksOf(last).map(blockText).join('\n') : '';
}

function blockText(block: Block): string {
  if (block.type === 'text') return block.text;
  if (block.type !== 'tool_result') return block.type === 'tool_use' ? JSON.stringify(block.input) : '';
  return typeof block.content === 'string' ? block.content : (block.content ?? []).map((part) => part.text).join('\n');
}
