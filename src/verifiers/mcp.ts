import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';

/** Says which build tool is behind it to nobody: an agent asks whether its work holds, not how to run a tool. */
const DESCRIPTION =
  "Checks the current state of the code with the repository's own checks (static analysis, build, tests), in the same " +
  'way as the final check before a pull request. Returns one line per check and, for each failure, what is needed to ' +
  'fix it. Use it after a change is complete; it can take minutes.';

const INPUT = {
  scope: z
    .enum(['changed', 'all'])
    .default('changed')
    .describe('changed: the checks that the change calls for; all: every check of the repository.'),
};

export type VerifyTool = (
  args: { scope: 'changed' | 'all' },
  progress: (line: string) => void,
  signal: AbortSignal,
) => Promise<{ text: string; passed: boolean }>;

/**
 * An MCP server with the one tool `verify`, for any transport. Progress is sent to callers that ask for it; `instructions`
 * is what a client is told about the server as a whole.
 */
export function createVerifyServer(run: VerifyTool, instructions?: string): McpServer {
  const about = instructions === undefined ? {} : { instructions };
  const server = new McpServer({ name: 'fettle', version: '1' }, about);
  server.registerTool(
    'verify',
    { title: 'Verify the change', description: DESCRIPTION, inputSchema: INPUT, annotations: { readOnlyHint: true } },
    async ({ scope }, extra) => {
      const progressToken = extra._meta?.progressToken;
      let step = 0;
      const progress = (message: string) => {
        if (progressToken === undefined || extra.signal.aborted) return;
        step += 1;
        const notification = {
          method: 'notifications/progress' as const,
          params: { progressToken, progress: step, message },
        };
        // A caller that has gone away is noticed by its request, not by its progress.
        extra.sendNotification(notification).catch(() => {});
      };
      const { text, passed } = await run({ scope }, progress, extra.signal);
      const verdict = passed ? 'PASSED: everything that covers the change passes.' : 'NOT PASSED.';
      return { content: [{ type: 'text', text: `${verdict}\n\n${text}` }] };
    },
  );
  return server;
}
