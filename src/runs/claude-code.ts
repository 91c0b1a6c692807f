import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { textOf } from '../agent/conversation.ts';
import { type ClaudeCodeRun, runClaudeCode } from '../agent/claude-code/session.ts';
import type { AgentEnd, Message, ModelReply, Spent, Turn } from '../agent/types.ts';
import { inSpan } from '../telemetry/scope.ts';

export interface ClaudeCodeParts
  extends Pick<ClaudeCodeRun, 'sandbox' | 'model' | 'modelName' | 'system' | 'budget' | 'signal' | 'onSaid'> {
  verifyServer: () => McpServer;
  /** What stands against the tree as it is now; null where nothing does. */
  objection: () => Promise<string | null>;
  onTurn: (turn: Turn, spent: Spent) => Promise<void>;
}

/** One stretch of its work, from what it is told now to its last word. */
export type ClaudeCode = (messages: readonly Message[], spent: Spent) => Promise<{ end: AgentEnd; spent: Spent }>;

/** How often it is told to go on by its own hook in one stretch; after that the gate speaks. */
const MAX_OBJECTIONS = 3;

/** Claude Code as the agent of an inner loop. Between two stretches its session is in the container, and is taken up again. */
export function claudeCode(parts: ClaudeCodeParts): ClaudeCode {
  let session: string | null = null;
  return async (messages, spent) => {
    let objections = 0;
    let why: string | null = null;
    let last: ModelReply | null = null;
    const asked: ClaudeCodeRun = {
      ...parts,
      prompt: textOf(messages.at(-1)),
      session,
      spent,
      tools: () => withCannotDo(parts.verifyServer(), (reason) => (why = reason)),
      gaveUp: () => why,
      mayStop: async () => {
        objections += 1;
        return objections > MAX_OBJECTIONS || why !== null ? null : await parts.objection();
      },
      onReply: async (reply, after) => {
        last = reply;
        await parts.onTurn(turnOf(reply), after);
      },
    };
    const attributes = { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'claude-code' };
    const result = await inSpan('invoke_agent claude-code', { attributes }, () => runClaudeCode(asked));
    session = result.session;
    if (last !== null)
      await parts.onTurn({ ...turnOf({ ...(last as ModelReply), ...NOTHING }), end: result.end }, result.spent);
    return result;
  };
}

/** The end is a turn of its own: whoever goes on after a crash must not ask again. */
const NOTHING = { content: [], costUsd: 0, usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 } };

/** What its tools answered is in what it says next; they ran in the sandbox, unseen. */
const turnOf = (reply: ModelReply): Turn => ({
  reply,
  results: null,
  tools: reply.content.flatMap((block) =>
    block.type === 'tool_use'
      ? [{ name: block.name, input: block.input, ok: true, durationMs: 0, summary: 'in the sandbox' }]
      : [],
  ),
});

function withCannotDo(server: McpServer, onReason: (reason: string) => void): McpServer {
  server.registerTool(
    'cannot_do',
    {
      description:
        'End the task without a change because it cannot be done honestly: it contradicts itself or the tests, needs access you lack, is already done, or is too unclear. A person reads the reason.',
      inputSchema: { reason: z.string().trim().min(1) },
    },
    async ({ reason }) => {
      onReason(reason);
      return { content: [{ type: 'text', text: 'The task is ended.' }] };
    },
  );
  return server;
}
