import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SELF_TEST_TASKS } from '../../../../src/evals/self-test/self-test.ts';
import { ownSandboxes, temporaryFolder } from '../../../sandbox/support.ts';
import { BAD_TASKS, spoilt } from './bad-tasks.ts';

const folder = temporaryFolder();
beforeAll(() => ownSandboxes().sandboxes.ensureImage(() => {}), 1_800_000);
afterAll(() => folder.remove());

function fettle(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const main = fileURLToPath(new URL('../../../../src/main.ts', import.meta.url));
  const env = { ...process.env, FETTLE_DATA_DIR: `${folder.path}/data` };
  return new Promise((resolve) => {
    execFile(process.execPath, [main, 'eval', ...args], { cwd: folder.path, env }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, stdout, stderr }),
    );
  });
}

test('quarantined tasks are named with the reason, and the exit code says that there are some', async () => {
  const bad = `${folder.path}/bad`;
  const chosen = ['no-tests', 'minimum-above-gold'];
  for (const one of BAD_TASKS) if (chosen.includes(one.name)) spoilt(one, SELF_TEST_TASKS, bad);
  const { code, stdout } = await fettle('validate', bad, '--json');
  expect(code).toBe(1);
  const { valid, of, tasks } = JSON.parse(stdout);
  expect([valid, of]).toEqual([0, 2]);
  expect(tasks.map((it: { task: string; problems: { rule: string }[] }) => [it.task, it.problems[0]?.rule])).toEqual([
    ['minimum-above-gold', 'edit_lines'],
    ['no-tests', 'unreadable'],
  ]);
});

test('a wrong call is told what is wrong with it', async () => {
  mkdirSync(`${folder.path}/empty`);
  const wrong: [string[], string][] = [
    [['validate'], 'Say which tasks'],
    [['validate', 'nowhere'], 'is no directory'],
    [['validate', 'empty'], 'There is no task in'],
    [['validate', 'empty', '--runs', '0'], '--runs 0 is wrong'],
    [['selftest', '--concurrency', 'many'], '--concurrency many is wrong'],
  ];
  for (const [args, says] of wrong) {
    const { code, stderr } = await fettle(...args);
    expect([args, code, stderr.includes(says)]).toEqual([args, 2, true]);
  }
});
