import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { edit, say } from '../support/model/script.ts';
import { Stage } from '../support/stage.ts';
import { SUM } from '../support/sum-project.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ FETTLE_RECONCILE_SECONDS: '2' });
});
afterAll(() => stage.close());

test('a pull request whose webhooks are all lost is repaired and becomes ready, only later', async () => {
  const repo = await stage.repository('lost', SUM, {
    ci: { queuedMs: 1_500, jobs: [{ name: 'test', takesMs: 1_500, results: ['failure', 'success'] }] },
  });
  stage.github.loseWebhooks(({ event }) => event !== 'issues');
  const issue = stage.issue(repo, 'sum subtracts', {
    agent: [
      edit('src/sum.js', 'a - b', 'a + b'),
      say('It adds now.'),
      edit('src/sum.js', 'a + b', 'b + a'),
      say('It adds the other way round.'),
    ],
  });
  issue.addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  await stage.until(() => !pr.draft, 'the pull request to be ready for review');
  expect(await repo.git('rev-list', '--count', `main..${pr.head.sha}`)).toBe('2');
  const heard = stage.github.deliveries.filter((it) => it.status !== 0).map((it) => it.event);
  expect(new Set(heard)).toEqual(new Set(['issues']));
  expect(stage.surprises).toEqual([]);
});
