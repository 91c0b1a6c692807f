import { z } from 'zod';

/** What the relay lets through; all else is refused by name, and nothing is taken out in silence. */
export interface RelayPolicy {
  model: string;
  /** What is left of the run's money, US dollars, and of its calls. */
  leftUsd: number;
  leftCalls: number;
}

export interface RelayRequest {
  method: string;
  path: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

export type Ruling =
  | { kind: 'allow'; body: Record<string, unknown>; stream: boolean }
  /** An error in the form of the Messages API. */
  | { kind: 'refuse'; status: number; type: string; message: string };

/** The fields of a Messages call whose meaning is known here. One that is new is refused until somebody has looked at it. */
const FIELDS = new Set([
  'model',
  'max_tokens',
  'messages',
  'system',
  'tools',
  'tool_choice',
  'stream',
  'stop_sequences',
  'temperature',
  'top_k',
  'top_p',
  'thinking',
  'metadata',
  'context_management',
  'output_config',
  'diagnostics',
]);
/** Tools that the client carries out itself, inside the sandbox. Those of the server reach the network. */
const CLIENT_TOOL = /^(?:custom|bash_\d{8}|text_editor_\d{8})$/;
/** Content that the server would fetch, or that was uploaded elsewhere. */
const FETCHED = new Set(['url', 'file']);

const Call = z.looseObject({
  model: z.string(),
  messages: z.array(z.looseObject({ role: z.string(), content: z.unknown() })).min(1),
  tools: z.array(z.looseObject({ type: z.string().nullish(), name: z.string() })).optional(),
  stream: z.boolean().optional(),
});

/** Pure. `leftUsd` is looked at before a call, so that the last one may go over it by what one reply costs. */
export function judgeCall(request: RelayRequest, policy: RelayPolicy): Ruling {
  const [path, query] = request.path.split('?', 2);
  if (request.method !== 'POST' || path !== '/v1/messages' || (query !== undefined && query !== 'beta=true'))
    return refuse(404, 'not_found_error', 'This relay answers POST /v1/messages and nothing else.');
  let json: unknown;
  try {
    json = JSON.parse(request.body);
  } catch {
    return refuse(400, 'invalid_request_error', 'The body is no JSON.');
  }
  const parsed = Call.safeParse(json);
  if (!parsed.success)
    return refuse(400, 'invalid_request_error', `The body is no Messages call: ${z.prettifyError(parsed.error)}`);
  const body = parsed.data;
  const unknown = Object.keys(body).filter((field) => !FIELDS.has(field));
  if (unknown.length > 0)
    return refuse(403, 'permission_error', `This relay does not pass on the field ${unknown[0]}.`);
  if (body.model !== policy.model)
    return refuse(403, 'permission_error', `This relay passes on calls to ${policy.model} only.`);
  const tool = (body.tools ?? []).find(({ type }) => type != null && !CLIENT_TOOL.test(type));
  if (tool !== undefined)
    return refuse(403, 'permission_error', `This relay passes on no tool that the server carries out: ${tool.name}.`);
  if (fetches(body.messages) || fetches(body.system))
    return refuse(403, 'permission_error', 'This relay passes on no content that the server would fetch.');
  if (policy.leftCalls <= 0 || policy.leftUsd <= 0)
    return refuse(403, 'permission_error', 'The budget of this run is spent.');
  return { kind: 'allow', body, stream: body.stream === true };
}

/** Whether anything in a message has a source that is not in the message. The input of a tool is text to the server. */
function fetches(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(fetches);
  if (typeof value !== 'object' || value === null) return false;
  const it = value as Record<string, unknown>;
  if (it.type === 'tool_use') return false;
  if (it.source !== undefined && typeof it.source === 'object' && it.source !== null) {
    const { type } = it.source as { type?: unknown };
    if (typeof type !== 'string' || FETCHED.has(type)) return true;
  }
  return it.type === 'container_upload' || fetches(it.content);
}

const refuse = (status: number, type: string, message: string): Ruling => ({ kind: 'refuse', status, type, message });
