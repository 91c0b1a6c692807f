import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bash, cannotDo, lastUserText, say, type SeenRequest } from '../support/model/script.ts';
import { Stage } from '../support/stage.ts';
import { CHANGE_ATTACKS, RIGHT } from './in-the-change.ts';
import { HOST_MARKER } from './through-tools.ts';

// Ways to have the gate pass although it should not: something other than base's command is run, or the change is hidden
// from guards and judge. The judge of these stories approves of everything.

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({
    FETTLE_CONCURRENCY: '4',
    FETTLE_SANDBOX_MEMORY_MB: '1536',
    FETTLE_SANDBOX_DISK_MB: '512',
  });
});
afterAll(async () => {
  const { surprises } = stage;
  await stage.close();
  expect(surprises).toEqual([]);
});

describe('in the change', () => {
  test.concurrent.each(CHANGE_ATTACKS.map((it) => [it.name, it] as const))('%s', async (name, { files, run, told }) => {
    const story = `attack-${CHANGE_ATTACKS.findIndex((it) => it.name === name)}`;
    const repo = await stage.repository(story, { ...RIGHT, ...files }, { ci: null });
    const issue = stage.issue(repo, `${story}: tidy up`, {
      agent: [bash(run), say('It is done.'), cannotDo('I was caught.')],
    });
    issue.addLabel('fettle');

    await stage.until(
      () => repo.pullRequests.length > 0 || issue.appComments.some((comment) => comment.body.includes('no_pr{')),
      'the run to end or to publish',
    );
    const [, ran, refused] = stage.asked(issue, 'agent').map((it) => lastUserText(it as SeenRequest));
    expect(ran).toContain('Exit code 0.');
    if (typeof told === 'string') expect(refused).toContain(told);
    else expect(refused).toMatch(told);
    expect(repo.pullRequests).toEqual([]);
    expect(await repo.branches()).toEqual(['main']);
    expect(existsSync(HOST_MARKER)).toBe(false);
  });
});
