import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type MessagesBody, parseRequest } from './messages-api.ts';
import { type InputUsage, PromptCache } from './prompt-cache.ts';
import { type Answer, roleOf, type Script, type SeenRequest, status, textOf } from './script.ts';
import { type Envelope, messageJson, streamFault, streamReply } from './stream.ts';

export interface ModelServerOptions {
  script: Script;
  /** Default: any free port of the loopback interface. */
  port?: number;
  /** Prefixes below this are not cached, as with the real API. Default 1024. */
  minCacheTokens?: number;
  /** When set, only this key is accepted, as `x-api-key` or as Bearer. */
  apiKey?: string;
}

/** What came in and what became of it. */
export interface RecordedRequest extends SeenRequest {
  answer: Answer['kind'];
  usage: InputUsage | null;
  /** Whether the client closed the connection before the answer was complete. */
  dropped: boolean;
}

export interface ModelServer {
  url: string;
  /** Valid requests, in order. */
  requests: RecordedRequest[];
  /** What was refused as the API would refuse it. A test that expects none should look. */
  refused: string[];
  /** Answers that come before the script goes on. */
  interrupt(...answers: Answer[]): void;
  close(): Promise<void>;
}

/** A server that speaks the Messages API over real HTTP and plays a script. No connection leaves the machine. */
export async function startModelServer(options: ModelServerOptions): Promise<ModelServer> {
  const cache = new PromptCache(options.minCacheTokens ?? 1024);
  const requests: RecordedRequest[] = [];
  const refused: string[] = [];
  const interruptions: Answer[] = [];
  const play = player(options.script);

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      refused.push(`the script failed: ${String(error)}`);
      if (!response.headersSent) refuse(response, 400, 'invalid_request_error', `the script failed: ${String(error)}`);
      else response.destroy();
    });
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').split('?')[0];
    const raw = await read(request);
    // For tests in another process.
    if (request.method === 'GET' && path === '/_requests') return json(response, 200, { requests, refused });
    if (request.method !== 'POST' || path !== '/v1/messages')
      return refuse(response, 404, 'not_found_error', 'Not found');
    const problem = headerProblem(request, options.apiKey);
    if (problem) return refuse(response, problem.status, problem.type, problem.message);
    const parsed = parseRequest(safeJson(raw));
    if (parsed.body === null) {
      refused.push(parsed.problem);
      return refuse(response, 400, 'invalid_request_error', parsed.problem);
    }
    const { body } = parsed;
    const seen = see(body, request, options.script);
    const answer = interruptions.shift() ?? (await play(seen));
    const began = answer.kind !== 'status' && answer.kind !== 'nonsense';
    const record: RecordedRequest = {
      ...seen,
      answer: answer.kind,
      usage: began ? cache.use(body) : null,
      dropped: false,
    };
    requests.push(record);
    response.on('close', () => {
      record.dropped = !response.writableFinished;
    });
    await give(response, answer, body, {
      id: newId('msg'),
      model: body.model,
      usage: record.usage ?? { input_tokens: 0, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 },
      newId: () => newId('toolu'),
    });
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    refused,
    interrupt: (...answers) => void interruptions.push(...answers),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function see(body: MessagesBody, request: IncomingMessage, script: Script): SeenRequest {
  const seen = { role: roleOf(body), body, headers: request.headers, at: Date.now(), text: textOf(body) };
  return { ...seen, session: script.sessionOf?.(seen) ?? 'all' };
}

/** Hands out the script's steps: in order for each role and session, the same again for a replayed request. */
function player(script: Script): (request: SeenRequest) => Promise<Answer> {
  const positions = new Map<string, number>();
  const given = new Map<string, number>();
  return async (request) => {
    const steps = script[request.role];
    if (typeof steps === 'function') return steps(request);
    const who = `${request.role} ${request.session}`;
    const next = positions.get(who) ?? 0;
    const same = createHash('sha256').update(who).update(JSON.stringify(request.body.messages)).digest('hex');
    const at = (script.replay === true && request.role === 'agent' ? given.get(same) : undefined) ?? next;
    const step = steps?.[at];
    if (step === undefined) return status(400, {}, `the script has no step ${at + 1} for ${who}`);
    if (at === next) positions.set(who, next + 1);
    const answer = typeof step === 'function' ? await step(request) : step;
    if (answer.kind === 'reply') given.set(same, at);
    return answer;
  };
}

async function give(response: ServerResponse, answer: Answer, body: MessagesBody, envelope: Envelope): Promise<void> {
  switch (answer.kind) {
    case 'status':
      return refuse(response, answer.status, answer.type, answer.message, answer.headers);
    case 'nonsense':
      response.writeHead(200, { 'content-type': 'text/html' }).end(answer.body);
      return;
    case 'reply':
      if (answer.delayMs) await sleep(answer.delayMs);
      if (body.stream === true) return streamReply(response, answer, envelope);
      return json(response, 200, messageJson(answer, envelope));
    default:
      return streamFault(response, answer, envelope);
  }
}

function headerProblem(request: IncomingMessage, apiKey: string | undefined) {
  const version = request.headers['anthropic-version'];
  if (version !== '2023-06-01' && version !== '2026-10-21') {
    return { status: 400, type: 'invalid_request_error', message: 'anthropic-version: header is required' };
  }
  const given = request.headers['x-api-key'] ?? request.headers.authorization?.replace(/^Bearer /, '');
  if (apiKey !== undefined && given !== apiKey) {
    return { status: 401, type: 'authentication_error', message: 'invalid x-api-key' };
  }
  return null;
}

function refuse(
  response: ServerResponse,
  code: number,
  type: string,
  message: string,
  headers: Record<string, string> = {},
) {
  return json(response, code, { type: 'error', error: { type, message }, request_id: newId('req') }, headers);
}

function json(response: ServerResponse, code: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(code, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

function newId(prefix: string): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`;
}

function safeJson(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return null;
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
