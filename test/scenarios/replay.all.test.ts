import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { askQuestion, bash, edit, plan, read, request, say, verify, veto } from '../support/model/script.ts';
import { Stage } from '../support/stage.ts';

const SUM = {
  '.github/fettle.yml': 'verifiers: [{ name: shape, run: "grep -q \'export const sum\' src/sum.js" }]\n',
  'src/sum.js': 'export const sum = (a, b) => a - b;\n',
};

jest.setTimeout(600_000);
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(async () => {
  const { surprises } = stage;
  await stage.close();
  expect(surprises).toEqual([]);
});

/** `fettle replay`, with the app's data folder and nothing of its secrets. */
async function replay(...args: string[]): Promise<{ code: number; out: string }> {
  const main = new URL('../../src/main.ts', import.meta.url).pathname;
  const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', FETTLE_DATA_DIR: stage.dataDir };
  const options = { env, cwd: stage.dataDir };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [main, 'replay', ...args], options);
    return { code: 0, out: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: `${stdout}${stderr}` };
  }
}

test('a run is a record: it is shown, replayed without a model, and a difference is named', async () => {
  const repo = await stage.repository('replayed', SUM, {
    ci: { jobs: [{ name: 'test', results: ['failure', 'success'] }] },
  });
  const issue = stage.issue(repo, 'sum must add, on record', {
    agent: [
      bash('cat src/sum.js; date +%N'),
      request('secret', 'SUM_TOKEN'),
      edit('src/sum.js', 'a - b', 'a + b'),
      verify(),
      say('It adds now.'),
      bash('echo "// adds" >> src/sum.js'),
      say('It says so, too.'),
      bash('echo "// really" >> src/sum.js'),
      say('Repaired.'),
    ],
    judge: [veto('plausibly_correct', 'src/sum.js', 'It does not say so.')],
  });
  issue.addLabel('fettle');
  await stage.until(() => issue.appComments.some(({ body }) => body.includes('SUM_TOKEN')), 'the question');
  issue.comment('/fettle deny It adds without one.', 'maria');
  const pr = await stage.pullRequest(repo);
  await stage.until(() => !pr.draft, 'the pull request to be ready');
  const asked = stage.model.requests.length;
  const [run] = await stage.query<{ id: string }>(`SELECT id FROM fettle.run WHERE name = 'replayed'`);
  const id = run?.id ?? '';

  const shown = await replay(id.slice(0, 13), '--show');
  expect(shown.code).toBe(0);
  for (const text of [
    'sum must add, on record',
    'Made by fettle with claude-sonnet',
    '> bash',
    'It adds without one.',
    'It does not say so.',
    'gate 2',
  ])
    expect(shown.out).toContain(text);
  const json = JSON.parse((await replay(id, '--show', '--json')).out) as {
    attempts: { rounds: { patch: string }[] }[];
  };
  expect(json.attempts[0]?.rounds.map(({ patch }) => patch.includes('+// adds'))).toEqual([false, true]);

  // What the clock said is another answer now; all else is as it was.
  const again = await replay(id, '--json');
  if (!again.out.startsWith('{')) throw new Error(again.out);
  expect(JSON.parse(again.out)).toMatchObject({
    departs: true,
    attempts: [
      { turns: 7, rounds: 2, departures: [{ where: 'turn 1, bash' }], notes: [] },
      { turns: 2, rounds: 1, departures: [], notes: [] },
    ],
  });
  expect((await replay(id, '--attempt', '2')).out).toContain('As it was: 2 turns and 1 gates.');
  expect(stage.model.requests).toHaveLength(asked);

  const tampered = `UPDATE fettle.gate_round SET report = jsonb_set(report, '{tree}', '"${'0'.repeat(40)}"') WHERE run_id = '${id}' AND attempt = 2`;
  await stage.query(tampered);
  const departs = await replay(id, '--attempt', '2');
  expect(departs.code).toBe(1);
  expect(departs.out).toMatch(/gate 1, tree\n {4}then: 0{40}\n {4}now: {2}[0-9a-f]{40}/);

  expect(await replay('no-such-run')).toMatchObject({ code: 2, out: expect.stringContaining('There is no run') });
});

test('a run with a plan and a question is replayed from the change on, as they were settled then', async () => {
  const repo = await stage.repository('replayed-plan', SUM, { ci: { jobs: [{ name: 'test', results: ['success'] }] } });
  const issue = stage.issue(repo, 'sum must add, as planned on record', {
    agent: [
      read('src/sum.js'),
      plan(),
      askQuestion('For strings, too?'),
      edit('src/sum.js', 'a - b', 'a + b'),
      say('It adds.'),
    ],
  });
  issue.addLabel('fettle:plan');
  await stage.until(() => issue.appComments.some(({ body }) => body.includes('fettle:go')), 'the plan');
  issue.comment('/fettle go');
  await stage.until(() => issue.appComments.some(({ body }) => body.includes('For strings, too?')), 'the question');
  issue.comment('/fettle for numbers alone');
  await stage.pullRequest(repo);
  const [run] = await stage.query<{ id: string }>(`SELECT id FROM fettle.run WHERE name = 'replayed-plan'`);
  const id = run?.id ?? '';
  const whole = await replay(id);
  expect(whole.out).toContain('As it was: 3 turns and 1 gates.');
  expect(whole.out).not.toContain('Attempt 0');
  expect(whole.code).toBe(0);
  const planning = await replay(id, '--attempt', '0');
  expect(planning.out).toContain('there is only the plan');
  expect(planning.code).toBe(2);
  expect((await replay(id, '--attempt', '0', '--show')).out).toContain('== Attempt 0');
});
