import { expect, test } from '@jest/globals';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { createVerifyServer, type VerifyTool } from '../../src/verifiers/mcp.ts';

async function connect(run: VerifyTool): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await Promise.all([createVerifyServer(run).connect(theirs), client.connect(ours)]);
  return client;
}

test('one tool, which names no build tool', async () => {
  const client = await connect(async () => ({ text: '', passed: true }));
  const { tools } = await client.listTools();
  expect(tools.map((tool) => tool.name)).toEqual(['verify']);
  expect(JSON.stringify(tools)).not.toMatch(/npm|jest|maven|gradle|eslint|docker/i);
  await client.close();
});

test('the scope goes in, progress and the result come out', async () => {
  const client = await connect(async ({ scope }, progress) => {
    progress('npm:lint');
    progress('npm:test');
    return { text: `scope ${scope}`, passed: false };
  });
  const seen: (string | undefined)[] = [];
  const answer = await client.callTool({ name: 'verify', arguments: { scope: 'all' } }, undefined, {
    onprogress: ({ message }) => seen.push(message),
  });
  expect(answer.content).toEqual([{ type: 'text', text: 'NOT PASSED.\n\nscope all' }]);
  expect(seen).toEqual(['npm:lint', 'npm:test']);
  const byDefault = await client.callTool({ name: 'verify', arguments: {} });
  expect(JSON.stringify(byDefault.content)).toContain('scope changed');
  await client.close();
});

test('a cancelled call stops the checks', async () => {
  const stopped = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const client = await connect(
    (_args, _progress, signal) =>
      new Promise((_, reject) => {
        begun.resolve();
        signal.addEventListener('abort', () => {
          stopped.resolve();
          reject(new Error('stopped'));
        });
      }),
  );
  const cancel = new AbortController();
  const call = client.callTool({ name: 'verify', arguments: {} }, undefined, { signal: cancel.signal });
  await begun.promise;
  cancel.abort();
  await expect(call).rejects.toThrow();
  await stopped.promise;
  await client.close();
});
