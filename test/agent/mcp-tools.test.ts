import { afterEach, describe, expect, test } from '@jest/globals';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { mcpTools } from '../../src/agent/mcp-tools.ts';

const never = new AbortController().signal;
let client: Client;
afterEach(() => client.close());

/** A server with one tool, `verify`, whose behaviour is given. */
async function serving(
  verify: (
    report: (message: string) => Promise<void>,
    signal: AbortSignal,
  ) => Promise<{ text: string; isError?: boolean }>,
) {
  const server = new McpServer({ name: 'test', version: '1' });
  server.registerTool(
    'verify',
    { description: 'Checks.', inputSchema: { only: z.string().optional() } },
    async (_input, extra) => {
      const token = extra._meta?.progressToken;
      const report = async (message: string) => {
        if (token === undefined) return;
        await extra.sendNotification({
          method: 'notifications/progress',
          params: { progressToken: token, progress: 1, message },
        });
      };
      const { text, isError } = await verify(report, extra.signal);
      return { content: [{ type: 'text', text }], ...(isError && { isError }) };
    },
  );
  client = new Client({ name: 'agent', version: '1' });
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(theirs), client.connect(ours)]);
  return server;
}

async function verifyTool(options?: Parameters<typeof mcpTools>[1]) {
  const [tool] = await mcpTools(client, options);
  if (!tool) throw new Error('no tool');
  return tool;
}

describe('tools of an MCP server', () => {
  test('are offered to the model as they are, and their results come back', async () => {
    const heard: string[] = [];
    await serving(async (report) => {
      await report('npm test');
      return { text: '2 of 3 tests failed', isError: true };
    });
    const tool = await verifyTool({ onProgress: (name, message) => heard.push(`${name}: ${message}`) });
    expect(tool.definition).toMatchObject({ name: 'verify', description: 'Checks.', input_schema: { type: 'object' } });
    expect(await tool.run({}, never)).toEqual({ content: '2 of 3 tests failed', isError: true });
    expect(heard).toEqual(['verify: npm test']);
  });

  test('tell the model what was wrong with its input', async () => {
    await serving(async () => ({ text: 'fine' }));
    expect(await (await verifyTool()).run({ only: 7 }, never)).toMatchObject({ isError: true });
  });

  test('may take longer than the time-out while they report progress', async () => {
    await serving(async (report) => {
      for (let n = 0; n < 6; n += 1) {
        await new Promise((resolve) => setTimeout(resolve, 250));
        await report(`step ${n}`);
      }
      return { text: 'done' };
    });
    expect(await (await verifyTool({ timeoutMs: 1000 })).run({}, never)).toEqual({ content: 'done' });
  });

  test('are given up after silence, and the model is told', async () => {
    await serving(() => new Promise(() => undefined));
    expect(await (await verifyTool({ timeoutMs: 200 })).run({}, never)).toMatchObject({
      isError: true,
      content: expect.stringMatching(/timed out/i),
    });
  });

  test('are cancelled with the run', async () => {
    const abort = new AbortController();
    const cancelled = new Promise<void>((resolve) => {
      void serving((_report, signal) => {
        signal.addEventListener('abort', () => resolve());
        abort.abort();
        return new Promise(() => undefined);
      }).then(async () => (await verifyTool()).run({}, abort.signal));
    });
    await cancelled;
  });

  test('a lost connection is a fault of the machine', async () => {
    const server = await serving(async () => {
      await server.close();
      return { text: 'never arrives' };
    });
    await expect((await verifyTool()).run({}, never)).rejects.toThrow(/closed/i);
  });
});
