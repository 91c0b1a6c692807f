import { describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { distilCommand } from '../../../src/cli/distil.ts';
import { UserError } from '../../../src/errors.ts';
import { distil } from '../../../src/verifiers/distil/distil.ts';

const failing = (line: number, ms: string): string => `
FAIL src/price.test.js
  ● gross price › adds tax

    expect(received).toBe(expected)

    Expected: 110
    Received: 109

      at Object.<anonymous> (src/price.test.js:${line}:17)
      at Promise.finally.completed (node_modules/jest-circus/build/run.js:12:5)

Tests:       1 failed, 118 passed, 119 total
Time:        ${ms} s
`;

describe('one failing test', () => {
  test('is told with its name, place, expected and actual', async () => {
    const { text, summary, tests, tools } = await distil(failing(4, '1.2'), { exitCode: 1 });
    expect(summary).toBe('1 of 119 tests failed');
    expect(tests).toEqual({ passed: 118, failed: 1, skipped: 0 });
    expect(tools).toEqual(['jest']);
    for (const fact of ['gross price › adds tax', 'Expected: 110', 'Received: 109', 'src/price.test.js:4:17'])
      expect(text).toContain(fact);
    expect(text).not.toContain('jest-circus');
  });

  test('has the same key when lines move and times change', async () => {
    const [before, after] = [
      await distil(failing(4, '1.2'), { exitCode: 1 }),
      await distil(failing(40, '9.9'), { exitCode: 1 }),
    ];
    expect(before.failures).toHaveLength(1);
    expect(after.failures[0]?.key).toBe(before.failures[0]?.key);
  });
});

test('the key of a diagnostic holds no line number', async () => {
  const at = async (line: number): Promise<string | undefined> =>
    (await distil(`src/a.ts(${line},5): error TS2304: Cannot find name 'x'.\n`, { exitCode: 2 })).failures[0]?.key;
  expect(await at(3)).toBe(await at(314));
  expect(await at(3)).toContain("Cannot find name 'x'");
});

test('colours, CI timestamps and progress bars go', async () => {
  const log =
    "2024-01-02T03:04:05.1234567Z \u001b[31msrc/a.ts(3,5): error TS2322: Type 'string' is not assignable.\u001b[0m\r\nReceiving 10%\rReceiving 100%\r\n";
  const { text } = await distil(log, { exitCode: 2, ci: true });
  expect(text).toContain("src/a.ts:3:5: error TS2322: Type 'string' is not assignable.");
  expect(text).not.toMatch(/\u001b|2024-01-02|Receiving/);
});

test('in a CI job the failed step is believed, not what a passed one printed', async () => {
  const log = [
    '$ npm run lint',
    'Error: cannot reach telemetry, going on',
    'The command "npm run lint" exited with 0.',
    'travis_time:start:1\r$ make docs',
    'Please rebuild the manual and commit it.',
    'The command "make docs" exited with 1.',
  ].join('\n');
  const { text } = await distil(log, { exitCode: 1, ci: true });
  expect(text).toContain('Please rebuild the manual');
  expect(text).not.toContain('telemetry');
});

test('a cascade is counted, and the cap is kept and admitted', async () => {
  const log = Array.from(
    { length: 3000 },
    (_, n) => `src/f${n % 90}.ts(${n + 1},1): error TS${2300 + (n % 400)}: message number ${n}`,
  ).join('\n');
  const { text } = await distil(log, { exitCode: 2, maxTokens: 500 });
  expect(text.length).toBeLessThanOrEqual(500 * 4);
  expect(text).toContain('src/f0.ts:1:1: error TS2300: message number 0');
  expect(text).toMatch(/\d+ more left out to stay below 500 tokens; read the full log, or raise --max-tokens/);
});

test('errors with one code are shown a few times and then counted', async () => {
  const log = Array.from(
    { length: 370 },
    (_, n) => `src/f.ts(${n + 1},1): error TS2304: Cannot find name 'x${n}'.`,
  ).join('\n');
  expect((await distil(log, { exitCode: 2 })).text).toMatch(/and 358 more like these/);
});

describe('what an exit code tells', () => {
  test.each([
    [139, 'SIGSEGV', undefined],
    [137, 'SIGKILL', 'out_of_memory'],
    [124, 'timed out', 'timed_out'],
    [null, 'killed or timed out', 'timed_out'],
  ])('%s', async (exitCode, words, reason) => {
    const { text, couldNotRun } = await distil('linking 300 objects\n', { tool: 'make', exitCode });
    expect(text).toContain(words);
    expect(couldNotRun).toBe(reason);
  });

  test('a full disk is no verdict on the code', async () => {
    const { couldNotRun } = await distil('cp: error writing a: No space left on device\n', { exitCode: 1 });
    expect(couldNotRun).toBe('disk_full');
  });

  test('failed tests are one, whatever else went wrong', async () => {
    expect(
      (await distil(`${failing(4, '1')}\ncurl: (6) Could not resolve host: x.test\n`, { exitCode: 1 })).couldNotRun,
    ).toBeUndefined();
  });
});

test('an unknown tool still shows its error, with what belongs to it', async () => {
  const log = [
    ...Array.from({ length: 500 }, (_, n) => `processed item ${n}`),
    'FATAL: schema mismatch in table orders',
    '  column total: want numeric, have text',
    ...Array.from({ length: 500 }, (_, n) => `cleanup ${n}`),
  ].join('\n');
  const { text } = await distil(log, { tool: 'dbmigrate', exitCode: 3 });
  expect(text).toContain('FATAL: schema mismatch in table orders');
  expect(text).toContain('column total: want numeric, have text');
  expect(text).not.toContain('processed item');
});

test('a chunk border anywhere changes nothing', async () => {
  const whole = await distil(failing(4, '1.2'), { exitCode: 1 });
  const bytes = Buffer.from(failing(4, '1.2'));
  async function* pieces(size: number): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  for (const size of [1, 7, 64]) expect(await distil(pieces(size), { exitCode: 1 })).toEqual(whole);
});

test('a long log with one failure needs little memory', async () => {
  const script = join(import.meta.dirname, 'long-log.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    '--max-semi-space-size=1', // as bin/fettle.mjs starts `fettle distil`
    '--max-old-space-size=48', // a log of 200 MB that were kept would not fit; how much V8 takes of it is V8's affair
    script,
    '200',
  ]);
  const { text, peakMb } = JSON.parse(stdout) as { text: string; peakMb: number };
  expect(text).toContain('sum_test.go:9: sum = 1, want 3');
  // The process itself takes 60 or so; bench/distil holds the exact figure to its target.
  expect(peakMb).toBeLessThanOrEqual(220);
}, 180_000);

describe('fettle distil', () => {
  async function* stdin(text: string): AsyncGenerator<Buffer> {
    yield Buffer.from(text);
  }
  const run = async (argv: string[], log: string): Promise<string> => {
    let out = '';
    expect(await distilCommand(argv, stdin(log), { write: (text: string) => (out += text) })).toBe(0);
    return out;
  };

  test('prints one line on success', async () => {
    expect(await run(['--tool', 'pytest', '--exit', '0'], '===== 12 passed, 1 skipped in 0.12s =====\n')).toBe(
      'pytest: 12 tests passed, 1 skipped in 0.12s\n',
    );
  });

  test('takes an unknown tool and --ci', async () => {
    expect(await run(['--tool', 'frobnicator', '--exit', '1', '--ci'], 'Error: no frob left\n')).toContain(
      'Error: no frob left',
    );
  });

  test('names a wrong option', async () => {
    await expect(run(['--exit', 'x'], '')).rejects.toThrow(UserError);
    await expect(run(['--exot', '1'], '')).rejects.toThrow(/--exot/);
  });
});
