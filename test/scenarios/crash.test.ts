import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { IssueStory } from '../support/github/stories/issue.ts';
import type { RepositoryStory } from '../support/github/stories/repository.ts';
import { approve, bash, edit, lastUserText, say, type Step, verify, view } from '../support/model/script.ts';
import { Stage } from '../support/stage.ts';
import { SUM } from '../support/sum-project.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterEach(() => expect(stage.surprises).toEqual([]));
afterAll(() => stage.close());

/** A step that ends the app by `end` before it answers. */
const ending =
  (end: () => Promise<void>, answer: Step): Step =>
  async (request) => {
    await end();
    return typeof answer === 'function' ? answer(request) : answer;
  };
const killed = (answer: Step) => ending(() => stage.killApp(), answer);

/** What a person finds at the end, however often the app went down. */
async function oneOfEach(repo: RepositoryStory, issue: IssueStory): Promise<void> {
  const pr = await stage.pullRequest(repo);
  await stage.until(() => !pr.draft, 'the pull request to be ready');
  expect(repo.pullRequests).toHaveLength(1);
  expect(await repo.branches()).toEqual([pr.head.ref, 'main'].toSorted());
  expect(await repo.git('rev-list', '--count', `main..${pr.head.sha}`)).toBe('1');
  expect(await pr.files()).toEqual(['src/sum.js']);
  expect(await repo.file('src/sum.js', pr.head.sha)).toContain('a + b');
  expect(issue.appComments).toHaveLength(1);
  await stage.until(async () => (await stage.leftovers()).length === 0, 'containers and volumes to be gone');
}

test('killed during a model call: that call is made again, and nothing else', async () => {
  const repo = await stage.repository('killed-in-a-call', SUM);
  const issue = stage.issue(repo, 'dies while thinking', {
    agent: [
      view('src/sum.js'),
      edit('src/sum.js', 'a - b', 'a + b'),
      killed(say('Nobody hears this.')),
      verify(),
      say('It adds now.'),
    ],
  });
  issue.addLabel('fettle');
  await stage.until(() => stage.asked(issue, 'agent').length === 3, 'the third call');
  const since = () => stage.query('SELECT pg_postmaster_start_time() AS since');
  const before = await since();
  await stage.startApp();

  await oneOfEach(repo, issue);
  const told = stage.asked(issue, 'agent').map(lastUserText);
  expect(told).toHaveLength(5);
  expect(told[3]).toBe(told[2]);
  expect(told[4]).toContain('npm:test: passed');
  expect(issue.appComments[0]?.body).toContain('Goes on from turn 2');
  expect(await since()).toEqual(before); // the database was adopted, not started anew
});

test('killed while a command runs: the model is told that it was interrupted', async () => {
  const repo = await stage.repository('killed-in-a-command', SUM);
  const issue = stage.issue(repo, 'dies while working', {
    agent: [
      edit('src/sum.js', 'a - b', 'a + b'),
      bash('echo half >> src/sum.js; sleep 300; echo done'),
      bash('cat src/sum.js'),
      say('It adds now.'),
    ],
  });
  issue.addLabel('fettle');
  await stage.until(() => stage.asked(issue, 'agent').length === 2, 'the second call');
  await stage.until(
    async () =>
      (
        await stage.query(
          "SELECT FROM fettle.turn JOIN fettle.run ON run.id = run_id WHERE turn->>'kind' = 'intent' AND seq = 3 AND name = 'killed-in-a-command'",
        )
      ).length > 0,
    'the command to be under way',
  );
  await stage.killApp();
  await stage.startApp();

  await oneOfEach(repo, issue);
  const told = stage.asked(issue, 'agent').map(lastUserText);
  expect(told).toHaveLength(4);
  expect(told[2]).toContain('Interrupted');
  expect(told[3]).toContain('a + b');
  expect(told[3]).not.toContain('half');
});

test('killed while the judge thinks: the change is examined again', async () => {
  const repo = await stage.repository('killed-in-the-gate', SUM);
  const issue = stage.issue(repo, 'dies while being judged', {
    agent: [edit('src/sum.js', 'a - b', 'a + b'), say('It adds now.')],
    judge: [killed(approve()), approve()],
  });
  issue.addLabel('fettle');
  await stage.until(() => stage.asked(issue, 'judge').length === 1, 'the judge to be asked');
  await stage.startApp();

  await oneOfEach(repo, issue);
  expect(stage.asked(issue, 'agent')).toHaveLength(2);
  expect(stage.asked(issue, 'judge')).toHaveLength(2);
});

test('killed right after its push: the pull request is opened for that push', async () => {
  const repo = await stage.repository('killed-after-push', SUM);
  const issue = stage.issue(repo, 'dies while pushing', {
    agent: [edit('src/sum.js', 'a - b', 'a + b'), say('It adds now.')],
  });
  // The push has its effect; neither its answer nor what the app asks then is ever seen.
  stage.github.fault({ match: /^POST .*killed-after-push\.git\/git-receive-pack/, kind: 'drop-after-effect' });
  issue.addLabel('fettle');
  await stage.until(async () => (await repo.branches()).length === 2, 'the branch');
  await stage.killApp();
  const pushed = await repo.head('fettle/1-dies-while-pushing');
  expect(repo.pullRequests).toEqual([]);
  await stage.startApp();

  await oneOfEach(repo, issue);
  expect(repo.pullRequests[0]?.head.sha).toBe(pushed);
  expect(stage.asked(issue, 'agent')).toHaveLength(2);
});

test('killed right after the pull request was opened: it is found again', async () => {
  const repo = await stage.repository('killed-after-opening', SUM);
  const issue = stage.issue(repo, 'dies while opening', {
    agent: [edit('src/sum.js', 'a - b', 'a + b'), say('It adds now.')],
  });
  stage.github.fault({ match: /^POST .*killed-after-opening\/pulls$/, kind: 'drop-after-effect' });
  issue.addLabel('fettle');
  await stage.pullRequest(repo);
  await stage.killApp();
  await stage.startApp();
  await oneOfEach(repo, issue);
});

test('a webhook that was stored right before the app died is not lost', async () => {
  const repo = await stage.repository('killed-on-delivery', SUM);
  const issue = stage.issue(repo, 'dies while listening', {
    agent: [edit('src/sum.js', 'a - b', 'a + b'), say('It adds now.')],
  });
  const asksWho = stage.github.fault({ match: /killed-on-delivery\/collaborators/, kind: '502', times: 100 });
  issue.addLabel('fettle');
  await stage.until(() => asksWho.hits > 0, 'the app to look who asks');
  expect(stage.github.deliveries.findLast((it) => it.action === 'labeled')?.status).toBe(200);
  await stage.killApp();
  stage.github.clearFaults();
  await stage.startApp();
  await oneOfEach(repo, issue);
});

test('asked to stop, it stops within seconds, and the run goes on after the restart', async () => {
  const repo = await stage.repository('stopped', SUM);
  const stopped = Promise.withResolvers<number>();
  const stop = async () => {
    const asked = Date.now();
    await stage.stopApp();
    stopped.resolve(Date.now() - asked);
  };
  const issue = stage.issue(repo, 'is asked to stop', {
    agent: [edit('src/sum.js', 'a - b', 'a + b'), ending(stop, say('Nobody hears this.')), say('It adds now.')],
  });
  issue.addLabel('fettle');
  expect(await stopped.promise).toBeLessThan(10_000);
  expect(await stage.leftovers()).toEqual([]);
  await stage.startApp();

  await oneOfEach(repo, issue);
  expect(stage.asked(issue, 'agent')).toHaveLength(3);
});
