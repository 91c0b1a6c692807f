import { PassThrough } from 'node:stream';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import type { Sandbox } from '../../sandbox/types.ts';
import { exhausted, spend } from '../budget.ts';
import type { AgentEnd, Budget, Message, Model, ModelReply, Spent } from '../types.ts';
import { claudeCommand } from './command-line.ts';
import { type Frame, type FrameIn, frameLine, lineReader, readFrame } from './frames.ts';
import { LineTransport } from './line-transport.ts';
import { createRelay } from './relay.ts';

export interface ClaudeCodeRun {
  sandbox: Pick<Sandbox, 'converse'>;
  model: Model;
  modelName: string;
  /** Added to the program's own system prompt: our constant words. */
  system: string;
  /** What it is told: the task, or feedback. */
  prompt: string;
  /** A session of the same container to go on with. */
  session: string | null;
  /** A server for one connection of its MCP client. */
  tools: () => McpServer;
  /** Whether it may stop: feedback why not, or null. For quick feedback only; nothing relies on it. */
  mayStop: () => Promise<string | null>;
  /** Set once our tool `cannot_do` was called. */
  gaveUp: () => string | null;
  budget: Budget;
  spent: Spent;
  signal: AbortSignal;
  /** Awaited before each call of the model, with what the program says since the last reply. */
  onSaid: (message: Message) => Promise<void>;
  /** Awaited after each reply, before the program gets it. */
  onReply: (reply: ModelReply, spent: Spent) => Promise<void>;
}

export interface ClaudeCodeResult {
  end: AgentEnd;
  session: string | null;
  spent: Spent;
}

/** A request with a whole conversation in it; above it is a fault of the program. */
const MAX_FRAME_BYTES = 64 * 1024 * 1024;

/** The lines of `--output-format stream-json` that are read. */
const Line = z.looseObject({
  type: z.string(),
  session_id: z.string().optional(),
  subtype: z.string().optional(),
  is_error: z.boolean().optional(),
  result: z.string().optional(),
});

/**
 * One session of Claude Code in the sandbox, from a prompt to its last word. It ends early where the budget is spent, the
 * model can't be had, or our tool `cannot_do` was called. Throws what the sandbox and the hooks throw.
 */
export async function runClaudeCode(run: ClaudeCodeRun): Promise<ClaudeCodeResult> {
  const startedAt = Date.now();
  const toBridge = new PassThrough();
  const send = (frame: FrameIn) => void toBridge.write(frameLine(frame));
  const over = new AbortController();
  const state = { spent: run.spent, session: run.session, result: null as string | null, code: null as number | null };
  let end: AgentEnd | null = null;
  let thrown: unknown;
  const stop = (why: AgentEnd | null) => {
    end ??= why;
    over.abort();
  };
  const errors: string[] = [];
  const now = (): Spent => ({ ...state.spent, ms: run.spent.ms + Date.now() - startedAt });

  const relay = createRelay({
    model: run.model,
    modelName: run.modelName,
    left: () => ({
      usd: run.budget.maxCostUsd - state.spent.costUsd,
      calls: exhausted(now(), 0, run.budget) === null ? run.budget.maxTurns - state.spent.turns : 0,
    }),
    signal: AbortSignal.any([run.signal, over.signal]),
    onCall: async (said) => {
      if (run.gaveUp() !== null) return stop(null);
      if (said !== null) await run.onSaid(said);
    },
    onReply: async (reply) => {
      state.spent = spend(now(), reply, 0);
      await run.onReply(reply, state.spent);
    },
    onEnd: (why) =>
      stop(why.kind === 'budget' ? { kind: 'budget', which: budgetSpent(exhausted(now(), 0, run.budget)) } : why),
  });

  const streams = new Map<number, (line: string) => void>();
  /** What was begun for a frame; the session is over only when all of it is. */
  const open = new Set<Promise<void>>();
  const begin = (work: Promise<void>) => {
    const watched = work
      .catch((error: unknown) => {
        if (!over.signal.aborted) thrown ??= error;
        stop(null);
      })
      .finally(() => open.delete(watched));
    open.add(watched);
  };

  const hook = async (id: number): Promise<void> => {
    const feedback = await run.mayStop();
    send({ t: 'data', id, text: JSON.stringify(feedback === null ? {} : { decision: 'block', reason: feedback }) });
    send({ t: 'close', id });
  };
  const openStream = (id: number, kind: 'mcp' | 'hook') => {
    if (kind === 'hook') {
      streams.set(id, () => begin(hook(id)));
      return;
    }
    const transport = new LineTransport((text) => send({ t: 'data', id, text }));
    streams.set(id, (line) => transport.take(line));
    begin(run.tools().connect(transport));
  };
  const took = (line: string) => {
    const said = Line.safeParse(asJson(line)).data;
    state.session = said?.session_id ?? state.session;
    if (said?.type === 'result' && said.is_error !== true) state.result = said.result ?? '';
    if (said?.type === 'result' && said.is_error === true) errors.push(said.result ?? said.subtype ?? 'an error');
  };
  const take = (frame: Frame) => {
    switch (frame.t) {
      case 'http':
        return begin(relay(frame).then((answer) => send({ t: 'answer', id: frame.id, ...answer })));
      case 'open':
        return openStream(frame.id, frame.kind);
      case 'data':
        return streams.get(frame.id)?.(frame.text);
      case 'close':
      case 'gone':
        return void streams.delete(frame.id);
      case 'line':
        return took(frame.text);
      case 'err':
        errors.push(frame.text);
        return void errors.splice(0, errors.length - 20);
      case 'exit':
        state.code = frame.code;
    }
  };
  const broken = (why: string) => stop({ kind: 'model_faults', detail: `Claude Code's bridge ${why}` });
  const read = lineReader(
    (line) => {
      const frame = readFrame(line);
      if (frame === null) broken('sent something that is no frame');
      else take(frame);
    },
    MAX_FRAME_BYTES,
    () => broken('sent a frame that is too large'),
  );

  send({ t: 'start', ...claudeCommand(run), stdin: run.prompt });
  const ended = await run.sandbox.converse({
    argv: ['node', '/opt/fettle/bin/bridge.mjs'],
    stdin: toBridge,
    onStdout: read,
    timeoutMs: Math.max(1, run.budget.maxMs - run.spent.ms),
    signal: AbortSignal.any([run.signal, over.signal]),
  });
  over.abort();
  while (open.size > 0) await Promise.all(open);
  if (thrown !== undefined) throw thrown;

  const { result, session } = state;
  const why = run.gaveUp();
  const outcome: AgentEnd = run.signal.aborted
    ? { kind: 'cancelled' }
    : why !== null
      ? { kind: 'cannot_do', reason: why }
      : (end ??
        (ended.status === 'timed_out'
          ? { kind: 'budget', which: 'time' }
          : result !== null
            ? { kind: 'finished', summary: result }
            : { kind: 'model_faults', detail: deathOf(ended.exitCode ?? state.code, errors) }));
  return { end: outcome, session, spent: now() };
}

function deathOf(code: number | null, errors: readonly string[]): string {
  if (errors.some((line) => /spawn claude ENOENT/.test(line)))
    return 'the sandbox image has no Claude Code: make one with bin/claude-code-image.mjs and name it in FETTLE_SANDBOX_IMAGE';
  return `Claude Code ended without a result (exit code ${code ?? 'unknown'}): ${errors.join(' ').slice(-500)}`;
}

const budgetSpent = (which: ReturnType<typeof exhausted>) => which ?? 'money';

function asJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
