import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { approve, type SeenRequest, veto } from '../support/model/script.ts';
import { type ModelServer, startModelServer } from '../support/model/server.ts';

const FETTLE = resolve(import.meta.dirname, '../../bin/fettle.mjs');

const caseOf = (at: number, label: 'good' | 'bad') => ({
  id: `case-${at}`,
  prompt: `Let it return ${at}.`,
  diff: `diff --git a/a${at}.js b/a${at}.js\n--- a/a${at}.js\n+++ b/a${at}.js\n@@ -1 +1 @@\n-export default 0;\n+export default ${at};\n`,
  label,
  expected: label === 'bad' ? ['plausibly_correct'] : [],
  why: 'made up',
  pair: null,
  kind: 'plain',
  difficulty: 'easy',
  language: 'javascript',
  cluster: `cluster-${at % 4}`,
  origin: 'a test',
  licence: 'Apache-2.0',
});
const lines = (...values: object[]) => values.map((it) => `${JSON.stringify(it)}\n`).join('');

/** Vetoes the cases with an even number, in a reply that takes a while. */
async function judge(request: SeenRequest) {
  await sleep(40);
  const at = /Let it return (\d+)/.exec(request.text)?.[1] ?? '';
  return Number(at) % 2 === 0 ? veto('plausibly_correct', `a${at}.js`, 'It is wrong.')(request) : approve();
}

let dir: string;
let server: ModelServer;
let cases: string;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'fettle-eval-cli-'));
  cases = join(dir, 'cases.jsonl');
  writeFileSync(cases, lines(...Array.from({ length: 24 }, (_, at) => caseOf(at, at % 3 === 0 ? 'bad' : 'good'))));
  server = await startModelServer({ script: { judge } });
});
afterEach(async () => {
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

const environment = (more: Record<string, string>) => {
  const { ANTHROPIC_API_KEY: _, ANTHROPIC_BASE_URL: __, ...rest } = process.env;
  return { ...rest, FETTLE_DATA_DIR: join(dir, 'data'), ...more };
};
const start = (args: string[], more: Record<string, string> = { ANTHROPIC_BASE_URL: server.url }) =>
  spawn(process.execPath, [FETTLE, 'eval', ...args], { cwd: dir, env: environment(more) });

async function fettle(args: string[], more?: Record<string, string>) {
  const child = start(args, more);
  let out = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const code = await new Promise((done) => child.on('close', done));
  return { code, out, errors };
}

/** The cases that the model was asked about, without the first so many. */
const askedFrom = (from: number): string[] =>
  server.requests.slice(from).map(({ text }) => `case-${/Let it return (\d+)\./.exec(text)?.[1]}`);
/** Without half a line at the end. */
const trialsIn = (run: string): { item: string; answer: string; score: number }[] =>
  readFileSync(join(run, 'trials.jsonl'), 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

describe('a run of the judge', () => {
  test('killed again and again, it ends with each case judged, each answer paid for once, and replays without a model', async () => {
    const run = join(dir, 'data/evals/r');
    const begin = ['run', 'judge', cases, '--name', 'r', '--arm', 'now', '--concurrency', '2'];
    const finished: { items: string[]; asked: number }[] = [];
    for (const done of [1, 6, 12]) {
      const child = start(
        existsSync(join(run, 'manifest.json')) ? ['run', '--resume', run, '--concurrency', '2'] : begin,
      );
      while (!existsSync(join(run, 'trials.jsonl')) || trialsIn(run).length < done) await sleep(5);
      const ended = new Promise((done) => child.on('close', done));
      child.kill('SIGKILL');
      await ended;
      finished.push({ items: trialsIn(run).map(({ item }) => item), asked: server.requests.length });
      appendFileSync(join(run, 'trials.jsonl'), '{"item":"cut o');
    }
    const before = trialsIn(run);
    expect(before.length).toBeLessThan(24);
    const last = await fettle(['run', '--resume', run]);
    expect(last.code).toBe(0);
    expect(last.out).toContain('r: 24 of 24 trials, 12 of 24 right');

    const trials = trialsIn(run);
    expect(new Set(trials.map(({ item }) => item)).size).toBe(24);
    expect(trials.slice(0, before.length)).toEqual(before);
    // What had ended is asked about once: never again after the kill that it was finished before.
    for (const { items, asked } of finished) {
      expect(items.filter((item) => askedFrom(asked).includes(item))).toEqual([]);
    }
    expect(new Set(askedFrom(0)).size).toBe(24);

    const seen = server.requests.length;
    await server.close();
    const replay = await fettle(['replay', run, '--out', 'again'], {});
    expect(replay).toMatchObject({ code: 0, errors: '' });
    expect(replay.out).toContain('24 trials replayed without a model; byte for byte the same: trials.jsonl');
    expect(readFileSync(join(dir, 'again/trials.jsonl'))).toEqual(readFileSync(join(run, 'trials.jsonl')));
    expect(server.requests).toHaveLength(seen);
  });

  test('with another prompt is another arm, which replays with that prompt and not with another', async () => {
    writeFileSync(join(dir, 'prompt.md'), 'You judge changes kindly.');
    const args = ['run', 'judge', cases, '--name', 'p', '--prompt', 'prompt.md', '--judge-model', 'claude-haiku-5-5'];
    const { code } = await fettle([...args, '--budget', '5usd']);
    expect(code).toBe(0);
    expect(
      server.requests.every(({ text, body }) => text.includes('kindly') && body.model === 'claude-haiku-5-5'),
    ).toBe(true);
    const run = join(dir, 'data/evals/p');
    expect((await fettle(['replay', run], {})).code).toBe(0);
    writeFileSync(join(run, 'prompt.md'), 'You judge changes harshly.');
    const changed = await fettle(['replay', run], {});
    expect(changed.code).toBe(2);
    expect(changed.errors).toMatch(/case-\d+, trial 1: the judge's prompt has changed/);
    const resumed = await fettle(['run', '--resume', run]);
    expect(resumed.code).toBe(2);
    expect(resumed.errors).toContain('the prompt has changed');
  });

  test('stops at its budget with an exit code of its own', async () => {
    const { code, out } = await fettle(['run', 'judge', cases, '--name', 'b', '--budget', '0.03']);
    expect(code).toBe(3);
    expect(out).toMatch(/Stopped at the budget: \$0\.0\d+ of \$0\.03.*are spent/);
    const done = trialsIn(join(dir, 'data/evals/b')).length;
    expect(done).toBeGreaterThan(0);
    expect(server.requests).toHaveLength(done);
    const resumed = await fettle(['run', '--resume', join(dir, 'data/evals/b'), '--budget', '50']);
    expect(resumed.code).toBe(0);
    expect(server.requests).toHaveLength(24);
  });

  test('says that cases have changed since', async () => {
    writeFileSync(cases, lines(caseOf(1, 'good')));
    expect((await fettle(['run', 'judge', cases, '--name', 'c'])).code).toBe(0);
    writeFileSync(cases, lines(caseOf(1, 'bad')));
    const { code, errors } = await fettle(['replay', join(dir, 'data/evals/c')], {});
    expect({ code, errors }).toMatchObject({ code: 2, errors: expect.stringContaining('not what they were: case-1') });
  });
});

describe('without a model', () => {
  test('guards and distil run on what ships, and replay', async () => {
    for (const suite of ['guards', 'distil']) {
      const { code } = await fettle(['run', suite, '--name', suite], {});
      expect(code).toBe(0);
      expect(trialsIn(join(dir, 'data/evals', suite)).length).toBeGreaterThan(30);
      expect((await fettle(['replay', join(dir, 'data/evals', suite)], {})).out).toContain('byte for byte the same');
    }
  });
});

describe('a wrong call is told what to do', () => {
  test.each([
    ['no suite', ['run'], 'Say which suite: judge, guards, agent, tamper, distil'],
    ['an unknown suite', ['run', 'juge'], 'There is no suite "juge"'],
    ['no key', ['run', 'judge', 'cases.jsonl'], 'ANTHROPIC_API_KEY is not set'],
    ['a budget of nothing', ['run', 'guards', '--budget', '0'], '--budget 0 is wrong'],
    ['no trials', ['run', 'guards', '-k', '0'], '-k 0 is wrong'],
    ['an empty file', ['run', 'guards', 'empty.jsonl'], 'There is no case in empty.jsonl'],
    ['no JSON', ['run', 'guards', 'bad.jsonl'], 'bad.jsonl, line 1: this is no JSON'],
    ['no such file', ['run', 'guards', 'nothing*.jsonl'], 'nothing*.jsonl leads to no file'],
    ['a prompt for nobody', ['run', 'guards', '--prompt', 'bad.jsonl'], 'guards asks none'],
    ['a folder that is no run', ['replay', 'folder'], 'folder is no run of an eval'],
    ['to resume no run', ['run', '--resume', 'folder'], 'folder is no run of an eval'],
    ['to resume otherwise', ['run', '--resume', 'folder', '-k', '2'], 'leave out --trials'],
    ['an unknown option', ['run', 'guards', '--nonsense'], '--nonsense'],
    ['a log without its fact', ['validate-cases', 'distil', 'logs.jsonl'], 'does not hold "boom"'],
  ])('%s', async (_, args, why) => {
    mkdirSync(join(dir, 'folder'));
    writeFileSync(join(dir, 'empty.jsonl'), '\n');
    writeFileSync(join(dir, 'bad.jsonl'), '{"id": \n');
    writeFileSync(join(dir, 'logs.jsonl'), lines({ id: 'a-log', tool: 'x', exit: 1, log: 'fine', must: ['boom'] }));
    const { code, errors } = await fettle(args, {});
    expect({ code, errors }).toMatchObject({ code: 2, errors: expect.stringContaining(why) });
    expect(errors.trim().split('\n').length).toBeLessThan(4);
  });
});

test('cases can be checked without a run', () => {
  const out = execFileSync(process.execPath, [FETTLE, 'eval', 'validate-cases', 'judge', cases], {
    cwd: dir,
    env: environment({}),
    encoding: 'utf8',
  });
  expect(out).toBe('24 cases can be used: 16 good, 8 bad, 0 in minimal pairs, 1 languages.\n');
});
