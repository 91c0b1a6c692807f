import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { approve, say, type SeenRequest, veto } from '../support/model/script.ts';
import { type ModelServer, startModelServer } from '../support/model/server.ts';

const FETTLE = resolve(import.meta.dirname, '../../bin/fettle.mjs');

/** The bad ones have even numbers. */
const caseOf = (at: number) => ({
  id: `case-${at}`,
  prompt: `Let it return ${at}.`,
  diff: `diff --git a/a${at}.js b/a${at}.js\n--- a/a${at}.js\n+++ b/a${at}.js\n@@ -1 +1 @@\n-export default 0;\n+export default ${at};\n`,
  label: at % 2 === 0 ? 'bad' : 'good',
  expected: at % 2 === 0 ? ['plausibly_correct'] : [],
  why: 'made up',
  pair: null,
  kind: 'plain',
  difficulty: 'easy',
  language: 'javascript',
  cluster: `cluster-${at}`,
  origin: 'a test',
  licence: 'Apache-2.0',
});

let dir: string;
let server: ModelServer;
let proposals: string[];

/** Judges rightly where its prompt says RIGHT, in all training cases where it says LEARNT, and approves of all else. */
async function model(request: SeenRequest) {
  if (request.text.startsWith('You improve the instructions of a reviewer'))
    return say(JSON.stringify({ changed: 'a rule', prompt: proposals.shift() ?? '' }));
  const at = Number(/Let it return (\d+)/.exec(request.text)?.[1]);
  const sees = request.text.includes('RIGHT') || (request.text.includes('LEARNT') && at < 10);
  return sees && at % 2 === 0 ? veto('plausibly_correct', `a${at}.js`, 'It is wrong.')(request) : approve();
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'fettle-eval-tune-'));
  for (const [file, from, to] of [
    ['train.jsonl', 0, 10],
    ['heldout.jsonl', 10, 34],
  ] as const) {
    const cases = Array.from({ length: to - from }, (_, at) => `${JSON.stringify(caseOf(from + at))}\n`);
    writeFileSync(join(dir, file), cases.join(''));
  }
  server = await startModelServer({ script: { judge: model } });
});
afterEach(async () => {
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

const CALL = ['--train', 'train.jsonl', '--heldout', 'heldout.jsonl', '--out', 'better.md'];

async function tune(args: string[]) {
  const { ANTHROPIC_API_KEY: _, ...rest } = process.env;
  const env = { ...rest, FETTLE_DATA_DIR: join(dir, 'data'), ANTHROPIC_BASE_URL: server.url };
  const child = spawn(process.execPath, [FETTLE, 'eval', 'tune', 'judge', ...args], { cwd: dir, env });
  let out = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const code = await new Promise((done) => child.on('close', done));
  return { code, out, errors };
}

describe('fettle eval tune judge', () => {
  test('writes a prompt that wins on held-out cases, after a stop at the budget as well, and pays for nothing twice', async () => {
    proposals = ['Be exact and RIGHT.'];
    const first = await tune([...CALL, '--rounds', '1', '--budget', '0.03']);
    expect(first.code).toBe(3);
    expect(first.out).toMatch(/Stopped: the budget is spent \((?:train|heldout|proposal)-.*\)\. The same call goes on/);
    const seen = server.requests.length;
    expect(seen).toBeGreaterThan(0);
    const { code, out, errors } = await tune([...CALL, '--rounds', '1']);
    expect({ code, errors: errors.split('\n').filter((line) => line.startsWith('fettle:')) }).toEqual({
      code: 0,
      errors: [],
    });
    expect(out).toMatch(/Variant 1 is accepted and is in better\.md\. .* better: by 50\.0 points \[/);
    expect(out).toMatch(/right with the first prompt +12 of 24\n +right with the variant +24 of 24/);
    expect(readFileSync(join(dir, 'better.md'), 'utf8')).toBe('Be exact and RIGHT.');
    expect(server.requests).toHaveLength(10 + 1 + 10 + 24 + 24);
    expect(existsSync(join(dir, 'data/evals/tune/heldout-1/report.html'))).toBe(true);
    const again = await tune(CALL);
    expect(again.code).toBe(2);
    expect(again.errors).toContain('--out better.md exists');
  });

  test('writes nothing where what was learnt helps on the training cases alone', async () => {
    proposals = ['I have LEARNT.'];
    const { code, out } = await tune([...CALL, '--rounds', '1']);
    expect(code).toBe(1);
    expect(out).toMatch(/1 +100\.0 % \[.*\], n=10 +a rule/);
    expect(out).toContain('Nothing is accepted. Variant 1, the best on the training cases');
    expect(existsSync(join(dir, 'better.md'))).toBe(false);
  });

  test('says what is wrong with a call', async () => {
    const wrong = async (args: string[]) => (await tune(args)).errors;
    expect(await wrong(['--train', 'train.jsonl', '--heldout', '*.jsonl', '--out', 'x.md'])).toContain(
      '--train and --heldout share 10 cases',
    );
    expect(server.requests).toEqual([]);
  });
});
