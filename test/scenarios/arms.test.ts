import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { edit, say } from '../support/model/script.ts';
import { Stage } from '../support/stage.ts';
import { SUM } from '../support/sum-project.ts';

let folder: string;
let stage: Stage;
/** All but one run in a million get `agentModel`, and prompts that begin with a word of their own. */
async function settle(word: string, agentModel: string): Promise<void> {
  await writeFile(join(folder, 'agent.md'), `${word}: change the code.\n`);
  await writeFile(join(folder, 'judge.md'), `${word}: judge the change.\n`);
  const b = {
    share: 0.999999,
    agentModel,
    judgeModel: 'claude-opus-5-5',
    agentPrompt: 'agent.md',
    judgePrompt: 'judge.md',
  };
  const arms = { a: { share: 0.000001 }, b };
  await writeFile(join(folder, 'experiment.json'), JSON.stringify({ name: word.toLowerCase(), arms }));
}
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fettle-arms-'));
  await settle('First', 'claude-haiku-5-5');
  stage = await Stage.open({ FETTLE_EXPERIMENT: join(folder, 'experiment.json') });
});
afterEach(() => expect(stage.surprises).toEqual([]));
afterAll(async () => {
  await stage.close();
  await rm(folder, { recursive: true, force: true });
});

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
  await settle('Second', 'claude-sonnet-5-5');
  await stage.startApp();
  const pr = await stage.pullRequest(repo);
  await stage.until(() => !pr.draft, 'the pull request to be ready');
  const other = stage.issue(await stage.repository('later', SUM), 'comes later', {
    agent: [edit('src/sum.js', 'a - b', 'a + b'), say('It adds now.')],
  });
  other.addLabel('fettle');
  await stage.until(() => stage.asked(other, 'judge').length > 0, 'the judge of the second run');

  const made = (role: 'agent' | 'judge', of = issue) =>
    new Set(stage.asked(of, role).map(({ body, text }) => `${body.model} ${text.split(':')[0]}`));
  expect(made('agent')).toEqual(new Set(['claude-haiku-5-5 First']));
  expect(made('judge')).toEqual(new Set(['claude-opus-5-5 First']));
  expect(made('agent', other)).toEqual(new Set(['claude-sonnet-5-5 Second']));
  expect(made('judge', other)).toEqual(new Set(['claude-opus-5-5 Second']));

  const main = resolve(import.meta.dirname, '../../bin/fettle.mjs');
  const env = { ...process.env, FETTLE_DATA_DIR: stage.dataDir };
  const args = [main, 'eval', 'online', '--experiment', 'first', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env, cwd: folder });
  expect(JSON.parse(stdout)).toMatchObject({
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
