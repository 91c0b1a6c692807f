import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { edit, say, verify, view, write } from '../support/model/script.ts';
import { Stage } from '../support/stage.ts';
import { MORE_TESTS, SUM } from '../support/sum-project.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());

test('a label becomes a pull request that CI likes', async () => {
  const repo = await stage.repository('happy', SUM);
  const issue = stage.issue(repo, 'sum subtracts', {
    agent: [
      view('src/sum.js'),
      edit('src/sum.js', 'a - b', 'a + b'),
      write('test/more.test.js', MORE_TESTS),
      verify(),
      say('sum adds now. A test shows it.'),
    ],
  });
  issue.addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  expect(pr.draft).toBe(true);
  await stage.until(() => !pr.draft, 'the pull request to be ready for review');

  expect(issue.reactions).toContain('fettle[bot]:eyes');
  expect(issue.appComments).toHaveLength(1);
  expect(pr.body).toContain(`Closes #${issue.number}`);
  expect(pr.head.ref).toBe(`fettle/${issue.number}-sum-subtracts`);
  expect(await pr.files()).toEqual(['src/sum.js', 'test/more.test.js']);
  expect(await repo.file('src/sum.js', pr.head.sha)).toContain('a + b');
  expect(await repo.git('rev-list', '--count', `main..${pr.head.sha}`)).toBe('1');
  // Made by GitHub in the app's name, so that rules which ask for signatures let it pass.
  expect(await repo.git('cat-file', 'commit', pr.head.sha)).toContain('gpgsig');
  expect(stage.github.unexpected).toEqual([]);
  expect(stage.model.refused).toEqual([]);
});
