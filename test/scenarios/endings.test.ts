import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import {
  cannotDo,
  edit,
  lastUserText,
  refusal,
  say,
  type SeenRequest,
  status,
  type Step,
  view,
} from '../support/model/script.ts';
import { endsWithoutAnything } from '../support/endings.ts';
import { Stage } from '../support/stage.ts';
import { SUM } from '../support/sum-project.ts';

jest.setTimeout(600_000);
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ FETTLE_MAX_TURNS: '12' });
});
afterAll(async () => {
  const { surprises } = stage;
  await stage.close();
  expect(surprises).toEqual([]);
});

const times = (n: number, step: Step): Step[] => Array.from({ length: n }, () => step);

test.concurrent('an agent that says it can not be done', async () => {
  const repo = await stage.repository('cannot', SUM);
  const reason = 'The service answers 500; ask @otto. Fixes #99. <!-- hidden --><script>alert(1)</script>';
  const issue = stage.issue(repo, 'make the service answer', { agent: [view('src/sum.js'), cannotDo(reason)] });
  issue.addLabel('fettle');

  const comment = await endsWithoutAnything(stage, repo, issue, 'no_pr{escalated}');
  expect(comment).toContain('The service answers 500');
  expect(comment).not.toContain('@otto');
  expect(comment).not.toMatch(/#99|<script|<!-- hidden/);
});

test.concurrent('an agent that changes nothing', async () => {
  const repo = await stage.repository('nothing', SUM);
  const issue = stage.issue(repo, 'something is odd', { agent: [view('src/sum.js'), say('All is well, @otto.')] });
  issue.addLabel('fettle');

  const comment = await endsWithoutAnything(stage, repo, issue, 'no_pr{gave_up}');
  expect(comment).toContain('All is well');
  expect(comment).not.toContain('@otto');
});

test.concurrent('a model that refuses', async () => {
  const repo = await stage.repository('refused', SUM);
  const issue = stage.issue(repo, 'write something nasty', { agent: [refusal()] });
  issue.addLabel('fettle');
  await endsWithoutAnything(stage, repo, issue, 'no_pr{refused}');
});

test.concurrent('a budget that runs out is announced to the agent first', async () => {
  const repo = await stage.repository('budget', SUM);
  const issue = stage.issue(repo, 'look around for long', { agent: times(12, view('src/sum.js')) });
  issue.addLabel('fettle');

  const comment = await endsWithoutAnything(stage, repo, issue, 'no_pr{budget}');
  expect(comment).toContain('All 12 turns are used (FETTLE_MAX_TURNS)');
  const asked = stage.asked(issue, 'agent');
  expect(asked).toHaveLength(12);
  expect(lastUserText(asked[10] as SeenRequest)).toContain('Finish now');
  expect(lastUserText(asked[11] as SeenRequest)).toContain('This is your last turn');
});

test.concurrent('a model that answers nothing but faults, within its patience', async () => {
  const repo = await stage.repository('faults', SUM);
  const issue = stage.issue(repo, 'nobody answers', { agent: times(200, status(529)) });
  const began = Date.now();
  issue.addLabel('fettle');

  const comment = await endsWithoutAnything(stage, repo, issue, 'no_pr{infra}');
  expect(comment).toContain('529');
  expect(Date.now() - began).toBeGreaterThan(4_000);
  expect(stage.asked(issue, 'agent').length).toBeGreaterThan(2);
});

test.concurrent('a judge that can not be reached approves nothing', async () => {
  const repo = await stage.repository('no-judge', SUM);
  const issue = stage.issue(repo, 'the judge is away', {
    agent: [edit('src/sum.js', 'a - b', 'a + b'), say('It adds now.')],
    judge: times(200, status(503)),
  });
  issue.addLabel('fettle');

  const comment = await endsWithoutAnything(stage, repo, issue, 'no_pr{infra}');
  expect(comment).toContain('judge');
});
