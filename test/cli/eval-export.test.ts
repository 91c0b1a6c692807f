import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { approve } from '../support/model/script.ts';
import { type ModelServer, startModelServer } from '../support/model/server.ts';

const FETTLE = resolve(import.meta.dirname, '../../bin/fettle.mjs');
const CASE = {
  id: 'case-1',
  prompt: 'Let it return 1.',
  diff: 'diff --git a/a.js b/a.js\n--- a/a.js\n+++ b/a.js\n@@ -1 +1 @@\n-export default 0;\n+export default 1;\n',
  label: 'good',
  expected: [],
  why: 'made up',
  pair: null,
  kind: 'plain',
  difficulty: 'easy',
  language: 'javascript',
  cluster: 'c',
  origin: 'a test',
  licence: 'Apache-2.0',
};

let dir: string;
let server: ModelServer;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'fettle-export-'));
  writeFileSync(join(dir, 'cases.jsonl'), `${JSON.stringify(CASE)}\n`);
  server = await startModelServer({ script: { judge: () => approve() } });
});
afterAll(async () => {
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

async function node(args: string[]): Promise<{ code: number; out: string; errors: string }> {
  const env = { ...process.env, ANTHROPIC_BASE_URL: server.url, FETTLE_DATA_DIR: join(dir, 'data') };
  return new Promise((done) => {
    execFile(process.execPath, args, { cwd: dir, env }, (error, out, errors) =>
      done({ code: error === null ? 0 : Number(error.code), out, errors }),
    );
  });
}
const fettle = (...args: string[]) => node([FETTLE, 'eval', ...args]);

describe('a run of the judge', () => {
  test('is exported for Inspect and as trajectories, from what is on disk', async () => {
    const ran = await fettle('run', 'judge', 'cases.jsonl', '--name', 'r', '--arm', 'now');
    expect(ran).toMatchObject({ code: 0 });
    const run = join(dir, 'data/evals/r');

    expect(await fettle('export', 'inspect', run)).toMatchObject({ code: 0, out: `${run}/inspect.json: 1 samples\n` });
    const log = JSON.parse(readFileSync(join(run, 'inspect.json'), 'utf8'));
    expect(log).toMatchObject({ version: 2, status: 'success', samples: [{ id: 'case-1', target: 'approve' }] });
    expect(log.samples[0].input).toContain('Let it return 1.');

    expect(await fettle('export', 'atif', run, '--out', 'paths')).toMatchObject({ code: 0 });
    expect(readdirSync(join(dir, 'paths'))).toEqual(['case-1.1.judge.json']);

    const refused = await fettle('export', 'swe-bench', run);
    expect(refused.code).toBe(2);
    expect(refused.errors).toContain('only whole tasks');
    expect(existsSync(join(run, 'predictions'))).toBe(false);
  });

  test('is exported as tests of promptfoo, whose provider asks the judge', async () => {
    expect(await fettle('export', 'promptfoo', 'cases.jsonl')).toMatchObject({ code: 0 });
    const { tests } = JSON.parse(readFileSync(join(dir, 'promptfoo/promptfooconfig.json'), 'utf8'));
    writeFileSync(
      join(dir, 'as-promptfoo.mjs'),
      `import Provider from './promptfoo/provider.mjs';
      const answer = await new Provider({}).callApi(${JSON.stringify(tests[0].vars.case)}, {});
      console.log(JSON.stringify({ ...answer, right: new Function('output', 'return ' + ${JSON.stringify(tests[0].assert[0].value)})(answer.output) }));`,
    );
    const { out, errors } = await node([join(dir, 'as-promptfoo.mjs')]);
    expect(errors).not.toContain('Error');
    expect(JSON.parse(out)).toMatchObject({ right: true });
  });

  test('is not exported where the call is wrong, and the answer says what to do', async () => {
    for (const [args, message] of [
      [[], 'Say which format'],
      [['inspect'], 'Say which run'],
      [['inspect', dir], 'is no run of an eval'],
      [['xml', dir], 'Say which format'],
      [['--schema', 'xml'], 'There is no schema "xml"'],
    ] as const) {
      const { code, errors } = await fettle('export', ...args);
      expect({ code, said: errors.includes(message) }).toEqual({ code: 2, said: true });
    }
  });
});
