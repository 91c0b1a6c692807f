import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { AppProcess } from '../support/app-process.ts';
import { bash, edit, lastUserText, say } from '../support/model/script.ts';
import { Stage } from '../support/stage.ts';
import { SUM } from '../support/sum-project.ts';

let stage: Stage;
beforeAll(async () => {
  // On one data folder: who comes first starts the database, the others find it.
  stage = await Stage.open({ FETTLE_CONCURRENCY: '1' }, ['web', 'worker', 'worker']);
});
afterEach(() => expect(stage.surprises).toEqual([]));
afterAll(() => stage.close());

/** The worker that began the run of this repository. */
async function atWork(repo: string): Promise<AppProcess> {
  const [run] = await stage.query<{ id: string }>(`SELECT id FROM fettle.run WHERE name = '${repo}'`);
  const began = `"run":"${run?.id}","kind":"attempt_started"`;
  const worker = await stage.until(
    () => stage.running('worker').find((it) => it.log.includes(began)) ?? null,
    'a worker to be at work',
  );
  return worker as AppProcess;
}

test('a web process and two workers: the one at work is asked to stop, and the other goes on from its last turn', async () => {
  const repo = await stage.repository('handed-over', SUM);
  const issue = stage.issue(repo, 'changes hands', {
    agent: [
      edit('src/sum.js', 'a - b', 'a + b'),
      bash('echo half-done > /tmp/half; sleep 300'),
      bash('cat src/sum.js'),
      say('It adds now.'),
    ],
  });
  issue.addLabel('fettle');
  await stage.until(() => stage.asked(issue, 'agent').length === 2, 'the second call');
  await (await atWork('handed-over')).end('SIGTERM');
  expect(await stage.pullRequest(repo)).toMatchObject({ draft: true });
  await stage.until(() => !repo.pullRequests[0]?.draft, 'the pull request to be ready');

  const told = stage.asked(issue, 'agent').map(lastUserText);
  expect(told).toHaveLength(4);
  expect(told[2]).toContain('Interrupted');
  expect(told[3]).toContain('a + b');
  expect(stage.running('worker')).toHaveLength(1);
  await stage.start('worker');
});

test('a killed worker leaves a container behind; it is gone before the other goes on, whose own stays', async () => {
  const repo = await stage.repository('left-behind', SUM);
  let before: string[] = [];
  let after: string[] = [];
  const issue = stage.issue(repo, 'loses its worker', {
    agent: [
      edit('src/sum.js', 'a - b', 'a + b'),
      async () => {
        before = await stage.leftovers();
        await (await atWork('left-behind')).end('SIGKILL');
        return say('Nobody hears this.');
      },
      // The container is opened while the model thinks; a command waits for it.
      bash('cat src/sum.js'),
      async () => {
        // Its workspace is opened while the model is asked, so it may not be there yet.
        await stage.until(async () => (after = await stage.leftovers()).length > 0, 'a container of its own');
        return say('It adds now.');
      },
    ],
  });
  issue.addLabel('fettle');
  await stage.pullRequest(repo);
  expect(before.length).toBeGreaterThan(0);
  expect(after.length).toBeGreaterThan(0);
  expect(after.filter((name) => before.includes(name))).toEqual([]);
  await stage.until(async () => (await stage.leftovers()).length === 0, 'containers and volumes to be gone');
});
