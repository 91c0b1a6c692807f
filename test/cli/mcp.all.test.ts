import { afterEach, describe, expect, test } from '@jest/globals';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { alive, checkedBy, Checkout, FETTLE, HANGS, hangingProcesses, until } from './checkout.ts';

let checkout: Checkout;
let client: Client | undefined;
afterEach(async () => {
  await client?.close();
  client = undefined;
  await checkout.remove();
});

async function connect(): Promise<{ client: Client; pid: number }> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [FETTLE, 'mcp', checkout.dir],
    stderr: 'ignore',
  });
  client = new Client({ name: 'test', version: '1' });
  await client.connect(transport);
  return { client, pid: transport.pid as number };
}

const textOf = (answer: unknown): string => JSON.stringify((answer as { content: unknown }).content);

describe('fettle mcp over stdio', () => {
  test('one tool; its progress comes while it works, its result names what to fix', async () => {
    checkout = await Checkout.make(checkedBy('test ! -e bug || { echo "a.c:1:1: error: bug"; exit 1; }'));
    const it = await connect();
    expect(it.client.getInstructions()).toMatch(/run on this machine, not in a sandbox/);
    expect((await it.client.listTools()).tools.map(({ name }) => name)).toEqual(['verify']);
    const progress: (string | undefined)[] = [];
    const onprogress = ({ message }: { message?: string | undefined }) => void progress.push(message);
    const green = await it.client.callTool({ name: 'verify', arguments: { scope: 'all' } }, undefined, { onprogress });
    expect(textOf(green)).toMatch(/PASSED: /);
    // A machine under load may need so long that it says that it is still at it; and the client hears no more once it has
    // the result, which may come in one piece with the last line.
    const told = progress.filter((line) => line?.includes('under way') === false);
    expect(told[0]).toBe('custom:ok');
    expect(['custom:ok', 'custom:ok: passed']).toEqual(expect.arrayContaining(told));
    await checkout.write('bug', '');
    expect(textOf(await it.client.callTool({ name: 'verify', arguments: {} }))).toMatch(/NOT PASSED[\s\S]*error: bug/);
  });

  test('a cancelled call ends every process that it started, and the next one works', async () => {
    checkout = await Checkout.make(checkedBy(`test -e .git/pids || { ${HANGS}; }`));
    const it = await connect();
    const cancel = new AbortController();
    const call = it.client.callTool({ name: 'verify', arguments: {} }, undefined, { signal: cancel.signal });
    const pids = await hangingProcesses(checkout);
    expect(pids.map(alive)).toEqual([true, true, true]);
    cancel.abort();
    await expect(call).rejects.toThrow();
    await until(() => !pids.some(alive));
    expect(textOf(await it.client.callTool({ name: 'verify', arguments: {} }))).toMatch(/PASSED/);
  });

  test('two calls at once run one after the other', async () => {
    checkout = await Checkout.make(
      checkedBy('test ! -e .git/busy && touch .git/busy && sleep 0.3 && rm .git/busy && echo run >> .git/runs'),
    );
    const it = await connect();
    const progress: (string | undefined)[] = [];
    const onprogress = ({ message }: { message?: string | undefined }) => void progress.push(message);
    const call = () => it.client.callTool({ name: 'verify', arguments: {} }, undefined, { onprogress });
    const answers = await Promise.all([call(), call(), call()]);
    for (const answer of answers) expect(textOf(answer)).toMatch(/"PASSED/);
    expect(checkout.read('.git/runs')).toBe('run\nrun\nrun\n');
    expect(progress.filter((line) => line?.startsWith('waits for another verification'))).toHaveLength(2);
  });

  test('when the client goes away, the process and all that it started end', async () => {
    checkout = await Checkout.make(checkedBy(HANGS));
    const it = await connect();
    it.client.callTool({ name: 'verify', arguments: {} }).catch(() => {});
    const pids = [it.pid, ...(await hangingProcesses(checkout))];
    expect(pids.map(alive)).toEqual([true, true, true, true]);
    const child = checkout.start(['mcp']);
    child.stdin.end();
    expect(await new Promise((done) => child.on('close', done))).toBe(0);
    // As a client does: stdin is closed, signals only come much later.
    await it.client.close();
    await until(() => !pids.some(alive));
  });

  test('without git everything is checked', async () => {
    checkout = await Checkout.make(checkedBy('true'), false);
    const it = await connect();
    expect(textOf(await it.client.callTool({ name: 'verify', arguments: {} }))).toMatch(/"PASSED/);
  });

  test('a mistake of the person reaches the agent as a sentence', async () => {
    checkout = await Checkout.make({ '.github/fettle.yml': 'nonsense: 1\n' });
    const it = await connect();
    const answer = await it.client.callTool({ name: 'verify', arguments: {} });
    expect(answer.isError).toBe(true);
    expect(textOf(answer)).toMatch(/unknown key `nonsense`/);
  });

  test('a folder that is not there: one sentence and exit code 2', async () => {
    checkout = await Checkout.make({}, false);
    expect(await checkout.fettle(['mcp', 'nowhere'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^fettle: .*nowhere does not exist/),
    });
  });
});
