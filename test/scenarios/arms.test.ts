import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { readJudgeCases } from '../../src/evals/judge-case.ts';
import { approve, bash, edit, say, veto } from '../support/model/script.ts';
import { Stage } from '../support/stage.ts';
import { SUM } from '../support/sum-project.ts';

let folder: string;
let stage: Stage;
/** All but one run in a million get `agentModel`, and prompts that begin with a word of their own. */
async function settle(word: string, agentModel: string, profile: string): Promise<void> {
  await writeFile(join(folder, 'agent.md'), `${word}: change the code.\n`);
  await writeFile(join(folder, 'judge.md'), `${word}: judge the change.\n`);
  const b = {
    share: 0.999999,
    agentModel,
    profile,
    judgeModel: 'claude-opus-5-5',
    agentPrompt: 'agent.md',
    judgePrompt: 'judge.md',
  };
  const arms = { a: { share: 0.000001 }, b };
  await writeFile(join(folder, 'experiment.json'), JSON.stringify({ name: word.toLowerCase(), arms }));
}
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fettle-arms-'));
  await settle('First', 'claude-haiku-5-5', 'fettle');
  stage = await Stage.open({ FETTLE_EXPERIMENT: join(folder, 'experiment.json') });
});
afterEach(() => expect(stage.surprises).toEqual([]));
afterAll(async () => {
  await stage.close();
  await rm(folder, { recursive: true, force: true });
});

/** A command next to the app, on its data. */
async function fettle(...args: string[]): Promise<string> {
  const main = resolve(import.meta.dirname, '../../bin/fettle.mjs');
  const env = { ...process.env, FETTLE_DATA_DIR: stage.dataDir };
  return (await promisify(execFile)(process.execPath, [main, ...args], { env, cwd: folder })).stdout;
}

test('a run keeps its models and prompts after a crash and a change of the settings; a new run gets the new ones', async () => {
  const repo = await stage.repository('arms', SUM);
  const issue = stage.issue(repo, 'keeps its arm', {
    agent: [
      edit('src/sum.js', 'a - b', 'a + b'),
      async () => {
        await stage.killApp();
        return say('Nobody hears this.');
      },
      say('It adds now.'),
    ],
  });
  issue.addLabel('fettle');
  await stage.until(() => stage.running('start').length === 0, 'the app to be gone');
  await settle('Second', 'claude-sonnet-5-5', 'minimal');
  await stage.startApp();
  const pr = await stage.pullRequest(repo);
  await stage.until(() => !pr.draft, 'the pull request to be ready');
  const other = stage.issue(await stage.repository('later', SUM), 'comes later', {
    agent: [bash("sed -i 's/a - b/a + b/' src/sum.js"), say('It adds now.')],
  });
  other.addLabel('fettle');
  await stage.until(() => stage.asked(other, 'judge').length > 0, 'the judge of the second run');

  const made = (role: 'agent' | 'judge', of = issue) =>
    new Set(stage.asked(of, role).map(({ body, text }) => `${body.model} ${text.split(':')[0]}`));
  expect(made('agent')).toEqual(new Set(['claude-haiku-5-5 First']));
  expect(made('judge')).toEqual(new Set(['claude-opus-5-5 First']));
  expect(made('agent', other)).toEqual(new Set(['claude-sonnet-5-5 Second']));
  const tools = (of: typeof issue) => stage.asked(of, 'agent').map(({ body }) => body.tools?.length);
  expect(new Set(tools(other))).toEqual(new Set([1]));
  expect(new Set(tools(issue))).toEqual(new Set([7]));
  expect(made('judge', other)).toEqual(new Set(['claude-opus-5-5 Second']));

  const report = await fettle('eval', 'online', '--experiment', 'first', '--json');
  expect(JSON.parse(report)).toMatchObject({
    ended: 1,
    overall: { green: { count: 1, n: 1 } },
    judge: { approved: 1, vetoed: 0 },
    experiments: [
      {
        name: 'first',
        arms: [
          { name: 'a', assigned: 0 },
          { name: 'b', assigned: 1 },
        ],
      },
    ],
  });
});

test('every verdict can be drawn for an audit; its answer is a rate, and a run becomes a case in one command', async () => {
  const issue = stage.issue(await stage.repository('audited', SUM), 'is vetoed once', {
    agent: [
      bash("sed -i 's/a - b/a + b + 0/' src/sum.js"),
      say('It adds now.'),
      bash("sed -i 's/ + 0//' src/sum.js"),
      say('It only adds now.'),
    ],
    judge: [veto('nothing_else', 'src/sum.js', 'The zero is for nothing.'), approve()],
  });
  issue.addLabel('fettle');
  await stage.until(() => stage.asked(issue, 'judge').length === 2, 'the second verdict');
  const watching = `SELECT id FROM fettle.run WHERE name = 'audited' AND state = 'watching'`;
  const run = await stage.until(
    async () => (await stage.query<{ id: string }>(watching))[0]?.id ?? '',
    'CI to be watched',
  );
  // Verdicts are drawn once they are a minute old.
  await stage.query(`UPDATE fettle.gate_round SET at = at - interval '5 minutes'`);

  expect(await fettle('audit', '--export', 'audit.jsonl', '--since', 'all')).toMatch(/Drew 4 of 4 verdicts/);
  const lines = (await readFile(join(folder, 'audit.jsonl'), 'utf8')).trim().split('\n');
  const questions = lines.map(
    (line) => JSON.parse(line) as { run: string; round: number; diff: string; prompt: string },
  );
  const its = questions.filter((it) => it.run === run).toSorted((a, b) => a.round - b.round);
  expect(its.map(({ diff }) => /^\+export.*$/m.exec(diff)?.[0])).toEqual([
    expect.stringContaining('a + b + 0'),
    expect.stringContaining('a + b;'),
  ]);
  expect(its[0]?.prompt).toContain('is vetoed once');
  const answers = questions.map((it) => JSON.stringify({ ...it, label: 'good', why: 'It adds.', by: 'ann' }));
  await writeFile(join(folder, 'answered.jsonl'), answers.join('\n'));
  const said = await fettle('audit', '--import', 'answered.jsonl');
  expect(said).toContain('Stored 4 answers');
  expect(said).toContain('good among vetoed    100.0 % [20.7, 100.0] (1 of 1)');
  expect(said).toContain('false vetoes (vetoed among good)   25.0 %');

  expect(await fettle('eval', 'mine', '--run', run, '--out', 'case.jsonl')).toContain('Wrote 1 cases');
  const [found] = readJudgeCases(await readFile(join(folder, 'case.jsonl'), 'utf8'), 'case.jsonl');
  expect(found).toMatchObject({ label: 'good', why: 'It adds.', cluster: 'acme-audited', language: 'javascript' });
});
