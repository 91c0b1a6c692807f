import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from '@jest/globals';
import { call, say } from '../support/model/script.ts';
import { type ModelServer, startModelServer } from '../support/model/server.ts';

const user = (text: string) => ({ role: 'user', content: [{ type: 'text', text }] });
const toolUse = { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'bash', input: {} }] };

function post(url: string, body: object, headers: Record<string, string> = {}) {
  return fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01', 'x-api-key': 'k', ...headers },
    body: JSON.stringify({ model: 'm', max_tokens: 10, messages: [user('hello')], ...body }),
  });
}

async function answer(url: string, body: object): Promise<any> {
  return (await post(url, body)).json();
}

describe('the scripted model server', () => {
  let server: ModelServer;
  afterEach(() => server.close());

  test('answers without a stream, too', async () => {
    server = await startModelServer({ script: { agent: [call('bash', { command: 'ls' })] } });
    expect(await (await post(server.url, {})).json()).toMatchObject({
      type: 'message',
      role: 'assistant',
      stop_reason: 'tool_use',
      content: [{ type: 'tool_use', name: 'bash', input: { command: 'ls' } }],
    });
  });

  test.each<[string, object]>([
    ['max_tokens', { max_tokens: undefined }],
    ['roles must alternate', { messages: [user('a'), user('b')] }],
    ['without tool_result', { messages: [user('a'), toolUse, user('b')] }],
    ['unexpected tool_use_id', { messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 'x' }] }] }],
    ['non-empty', { messages: [user(' ')] }],
    ['unknown tool', { tools: [{ type: 'bash_20990101', name: 'bash' }] }],
    ['input_schema', { tools: [{ name: 'mine' }] }],
    ['system', { system: 7 }],
  ])('refuses a request as the API does: %s', async (says, body) => {
    server = await startModelServer({ script: { agent: [say('hi')] } });
    const response = await post(server.url, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      type: 'error',
      error: { type: 'invalid_request_error', message: expect.stringContaining(says) },
    });
    expect(server.refused.length).toBe(1);
  });

  test('says when the script has come to its end', async () => {
    server = await startModelServer({ script: { agent: [] } });
    expect((await post(server.url, {})).status).toBe(400);
  });

  test('counts steps for each session, and replays a step for a repeated request', async () => {
    const script = {
      agent: [say('one'), say('two')],
      sessionOf: (request: { text: string }) => /issue \d/.exec(request.text)?.[0] ?? '',
      replay: true,
    };
    server = await startModelServer({ script });
    const said = async (...messages: object[]) => (await answer(server.url, { messages })).content[0].text;
    expect(await said(user('issue 1'))).toBe('one');
    expect(await said(user('issue 2'))).toBe('one');
    expect(await said(user('issue 1'))).toBe('one');
    const assistant = { role: 'assistant', content: [{ type: 'text', text: 'one' }] };
    expect(await said(user('issue 1'), assistant, user('go on'))).toBe('two');
  });

  test('reads from the cache only what an earlier request wrote at a breakpoint', async () => {
    server = await startModelServer({ script: { agent: () => say('hi') }, minCacheTokens: 0 });
    const long = 'word '.repeat(400);
    const marked = { role: 'user', content: [{ type: 'text', text: long, cache_control: { type: 'ephemeral' } }] };
    const usage = async (message: object) => (await answer(server.url, { messages: [message] })).usage;
    expect(await usage(user(long))).toMatchObject({ cache_read_input_tokens: 0, cache_creation_input_tokens: 0 });
    const first = await usage(marked);
    expect(first.cache_read_input_tokens).toBe(0);
    expect(first.cache_creation_input_tokens).toBeGreaterThan(400);
    expect(await usage(marked)).toMatchObject({
      cache_read_input_tokens: first.cache_creation_input_tokens,
      cache_creation_input_tokens: 0,
    });
    expect(await usage(user(long))).toMatchObject({ cache_read_input_tokens: 0 });
  });
});

test('the scripted model runs as a process of its own', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fettle-model-'));
  const builders = new URL('../support/model/script.ts', import.meta.url).href;
  writeFileSync(
    join(folder, 'script.mjs'),
    `import { say } from '${builders}';\nexport default { agent: [say('hello')] };\n`,
  );
  const main = new URL('../support/model/main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [main, '--script', join(folder, 'script.mjs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  const { url } = JSON.parse(String(line));
  expect(await (await post(url, {})).json()).toMatchObject({ content: [{ text: 'hello' }] });
  const { requests } = (await (await fetch(`${url}/_requests`)).json()) as { requests: unknown };
  expect(requests).toMatchObject([{ role: 'agent', answer: 'reply' }]);
  child.kill();
  expect((await once(child, 'exit'))[0]).toBe(0);
  rmSync(folder, { recursive: true });
});
