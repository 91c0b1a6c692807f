import { expect, test } from '@jest/globals';
import { fixFormat } from '../../src/runs/fix-format.ts';
import type { Command, Sandbox } from '../../src/sandbox/types.ts';
import type { Check, Failure, Plan, Report } from '../../src/verifiers/types.ts';

const check: Check = {
  id: 'x:format web',
  verifier: 'x',
  component: 'web',
  phase: 'format',
  command: 'fmt --check .',
  argv: ['fmt', '--check', '.'],
  cwd: 'web',
  timeoutMs: 1000,
  fix: { argv: ['fmt', '--write'], files: ['**/*.js'] },
};
const plan: Plan = { checks: [check], installs: [], gateFiles: [] };
const report = (result: Report['result'], files: string[] = []): Report => ({
  check: check.id,
  component: 'web',
  phase: 'format',
  command: check.command,
  result,
  summary: '',
  detail: '',
  failures: files.map((file): Failure => ({ key: file, text: file, file })),
  durationMs: 1,
});

async function run(reports: Report[], changed: string[]) {
  const commands: Command[] = [];
  const sandbox = { run: async (command: Command) => void commands.push(command) } as unknown as Sandbox;
  const fixed = await fixFormat({ plan, reports, changed, sandbox, signal: new AbortController().signal });
  return { fixed, commands: commands.map(({ argv, cwd }) => ({ argv, cwd })) };
}

test('a red formatter is run on the files of the change alone, from its own folder', async () => {
  const { fixed, commands } = await run([report('failed')], ['web/src/a.js', 'web/a.css', 'other/b.js']);
  expect(fixed).toEqual(['web/src/a.js']);
  expect(commands).toEqual([{ argv: ['fmt', '--write', 'src/a.js'], cwd: 'web' }]);
});

test('where it names files, only those; what was red before the change is left alone', async () => {
  expect((await run([report('failed', ['src/a.js'])], ['web/src/a.js', 'web/src/b.js'])).fixed).toEqual([
    'web/src/a.js',
  ]);
  expect((await run([report('failed', ['src/old.js'])], ['web/src/a.js'])).commands).toEqual([]);
  expect((await run([report('pre_existing')], ['web/src/a.js'])).commands).toEqual([]);
});
