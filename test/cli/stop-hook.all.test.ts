import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parseHookInput, stopHook } from '../../src/cli/stop-hook.ts';
import { checkedBy, Checkout } from './checkout.ts';

let checkout: Checkout;
/** Counts its runs outside of the tree; red while a file `bug` is there. */
beforeEach(async () => {
  checkout = await Checkout.make(checkedBy('echo run >> .git/runs; test ! -e bug', { 'a.txt': 'a\n' }));
});
afterEach(() => checkout.remove());

const runs = () => (checkout.has('.git/runs') ? checkout.read('.git/runs').trim().split('\n').length : 0);
const hook = (event: 'Stop' | 'SessionStart' = 'Stop', session = 's1', maxBlocks = 2) =>
  stopHook(
    checkout.dir,
    { session_id: session, hook_event_name: event },
    { base: null, sandbox: false, maxBlocks },
    new AbortController().signal,
  );
const BLOCKED = { decision: 'block', reason: expect.stringMatching(/red[\s\S]*custom:ok/) };

describe('the stop hook', () => {
  test('nothing changed: silence, and nothing is run', async () => {
    expect(await hook()).toBeNull();
    expect(runs()).toBe(0);
  });

  test('green: silence, and the same state is not checked again', async () => {
    await checkout.write('a.txt', 'b\n');
    expect(await hook()).toBeNull();
    expect(await hook()).toBeNull();
    expect(runs()).toBe(1);
    await checkout.write('a.txt', 'c\n');
    expect(await hook()).toBeNull();
    expect(runs()).toBe(2);
  });

  test('red: blocks, gives up loudly after the bound, and starts anew with the next turn', async () => {
    await checkout.write('bug', '');
    expect(await hook()).toEqual(BLOCKED);
    expect(await hook()).toEqual(BLOCKED);
    const given = await hook();
    expect(given).toEqual({ systemMessage: expect.stringMatching(/2 times.*STILL RED/) });
    expect(await hook()).toEqual(BLOCKED);
    expect(runs()).toBe(4);
  });

  test('a green stop sets the count back; sessions are counted apart', async () => {
    await checkout.write('bug', '');
    await hook();
    await rm(join(checkout.dir, 'bug'));
    await checkout.write('a.txt', 'b\n');
    expect(await hook()).toBeNull();
    await checkout.write('bug', '');
    expect(await hook()).toEqual(BLOCKED);
    expect(await hook()).toEqual(BLOCKED);
    expect(await hook('Stop', 's2')).toEqual(BLOCKED);
    expect(await hook()).not.toHaveProperty('decision');
  });

  test('its memory is in the git folder and never in the tree', async () => {
    await checkout.write('bug', '');
    await hook();
    expect(checkout.git('status', '--porcelain', '--ignored')).toBe('?? bug');
    expect(await readdir(join(checkout.dir, '.git/fettle-stop-hook'))).toHaveLength(1);
  });

  test('a session that was told to start answers for its commits, and not for what was there before', async () => {
    await checkout.write('bug', 'a person left this\n');
    expect(await hook('SessionStart')).toEqual({
      systemMessage: expect.stringMatching(/on this machine, not in a sandbox/),
    });
    expect(await hook()).toBeNull();
    expect(runs()).toBe(0);
    await checkout.write('a.txt', 'b\n');
    checkout.commit('the agent commits all of it');
    expect(await hook()).toEqual(BLOCKED);
    // Compacting or resuming is no new start.
    expect(await hook('SessionStart')).toBeNull();
    expect(await hook()).toEqual(BLOCKED);
  });

  test('an agent that changes the checks passes, and the person is told', async () => {
    await checkout.write('bug', '');
    await checkout.write('.github/fettle.yml', checkedBy('true')['.github/fettle.yml'] ?? '');
    expect(await hook()).toEqual({ systemMessage: expect.stringMatching(/decide.*fettle\.yml/) });
  });

  test('settings that the agent broke are its to mend, within the bound', async () => {
    await checkout.write('.github/fettle.yml', 'nonsense: 1\n');
    const blocked = { decision: 'block', reason: expect.stringMatching(/1 of at most 1[\s\S]*unknown key `nonsense`/) };
    expect(await hook('Stop', 's1', 1)).toEqual(blocked);
    expect(await hook('Stop', 's1', 1)).toEqual({ systemMessage: expect.stringMatching(/NOTHING WAS VERIFIED/) });
  });

  test('what could not run does not block: it is told', async () => {
    await checkout.write('.github/fettle.yml', 'verifiers: []\n');
    expect(await hook()).toEqual({ systemMessage: expect.stringMatching(/could not verify.*no_verifier/) });
  });

  test('blocks that cannot be counted are not made', async () => {
    await checkout.write('bug', '');
    // A file where the folder should be stops root, too.
    await writeFile(join(checkout.dir, '.git/fettle-stop-hook'), '');
    const answer = await hook();
    expect(answer).toEqual({ systemMessage: expect.stringMatching(/can't count/) });
  });

  test('a damaged memory is one that is not there', async () => {
    await checkout.write('bug', '');
    await hook();
    const folder = join(checkout.dir, '.git/fettle-stop-hook');
    for (const name of await readdir(folder)) await writeFile(join(folder, name), '{"blocks": -4');
    expect(await hook()).toEqual(BLOCKED);
  });
});

describe('what comes in', () => {
  test.each([
    ['', /not JSON/],
    ['nonsense', /not JSON: "nonsense"/],
    ['[]', /not what a Stop hook gets/],
    ['{"cwd": "/x"}', /session_id/],
    ['{"session_id": "s", "hook_event_name": "PreToolUse"}', /hook_event_name/],
  ])('%j is refused', (text, message) => expect(() => parseHookInput(text)).toThrow(message));

  test('what else a client sends is let pass', () => {
    const input = { session_id: 's', stop_hook_active: true, transcript_path: '/t', permission_mode: 'plan', new: 1 };
    expect(parseHookInput(JSON.stringify(input))).toEqual({ session_id: 's', hook_event_name: 'Stop' });
  });
});

describe('as a process', () => {
  const input = (cwd: string) =>
    JSON.stringify({ session_id: 's', transcript_path: '/t', cwd, hook_event_name: 'Stop', stop_hook_active: false });

  test('blocks with JSON on stdout and exit code 0, also from a folder below', async () => {
    await checkout.write('bug', '');
    await mkdir(join(checkout.dir, 'below'));
    const { code, stdout } = await checkout.fettle(['verify', '--stop-hook'], input(join(checkout.dir, 'below')));
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ decision: 'block', reason: expect.stringMatching(/1 of at most 5/) });
  });

  test('whatever goes wrong is told to the person, and blocks nobody', async () => {
    const run = (stdin: string, ...args: string[]) => checkout.fettle(['verify', '--stop-hook', ...args], stdin);
    for (const [answer, why] of [
      [await run('{'), /not JSON/],
      [await run(input(checkout.dir), '--frob'), /Unknown option/],
      [await run(input(checkout.dir), '--base', 'nope'), /no commit or branch/],
    ] as const) {
      expect(answer.code).toBe(0);
      expect(JSON.parse(answer.stdout)).toEqual({ systemMessage: expect.stringMatching(why) });
      expect(answer.stderr).toMatch(why);
    }
  });
});
