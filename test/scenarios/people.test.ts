import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { CiSpec } from '../support/github/ci/spec.ts';
import type { IssueStory } from '../support/github/stories/issue.ts';
import type { RepositoryStory } from '../support/github/stories/repository.ts';
import { edit, type SeenRequest, say, type Step } from '../support/model/script.ts';
import { Stage } from '../support/stage.ts';

/** A project whose own check is quick and sees little, so that there is time for people. */
const SUM = {
  '.github/fettle.yml': 'verifiers: [{ name: shape, run: "grep -q \'export const sum\' src/sum.js" }]\n',
  'src/sum.js': 'export const sum = (a, b) => a - b;\n',
};
const CHANGE: Step[] = [edit('src/sum.js', 'a - b', 'a + b'), say('It adds now.')];
const THEIRS = { 'src/sum.js': '// Ours.\nexport const sum = (a, b) => b + a;\n' };

const open: (() => void)[] = [];
/** CI that says nothing before it is told to. */
function waiting(): { ci: CiSpec; end: (result: 'success' | 'failure') => void } {
  const { promise, resolve } = Promise.withResolvers<'success' | 'failure'>();
  open.push(() => resolve('success'));
  return { ci: { jobs: [{ name: 'test', script: () => promise }] }, end: resolve };
}
/** CI that is red at once; it is the repair that people get in the way of. */
const RED: CiSpec = { jobs: [{ name: 'test', results: ['failure', 'success'] }] };

jest.setTimeout(600_000);
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(async () => {
  for (const end of open) end();
  const { surprises } = stage;
  await stage.close();
  expect(surprises).toEqual([]);
});

const begun = (issue: IssueStory) =>
  stage.asked(issue, 'agent').filter((it: SeenRequest) => it.body.messages.length === 1).length;
const saidOn = (issue: IssueStory, outcome: string) =>
  stage.until(() => issue.appComments.some((it) => it.body.includes(outcome)), `${outcome} on #${issue.number}`);
/** CI has ended and was heard of, and more than the settle time is over: whatever comes of it has come. */
async function quiet(repo: RepositoryStory): Promise<void> {
  await stage.until(() => repo.runs.length > 0 && repo.runs.every((it) => it.status === 'completed'), 'CI to end');
  await new Promise((done) => setTimeout(done, 4_000));
}

test.concurrent("a person's push while CI runs takes the branch over", async () => {
  const { ci, end } = waiting();
  const repo = await stage.repository('pushed', SUM, { ci });
  const issue = stage.issue(repo, 'sum subtracts, somebody helps', { agent: CHANGE }).addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  const theirs = await repo.pushAs('maria', pr.head.ref, THEIRS);
  await saidOn(issue, 'pr_handed_over{person_pushed}');
  end('failure');
  await quiet(repo);

  expect(pr.head.sha).toBe(theirs);
  expect(pr.draft).toBe(true);
  expect(pr.appComments).toHaveLength(1);
  expect(pr.appComments[0]?.body).toContain('Nothing was overwritten');
  expect(pr.labels).not.toContain('fettle:needs-human'); // they are at it already
  expect(begun(issue)).toBe(1);
});

test.concurrent('a push during a repair is never overwritten', async () => {
  const repo = await stage.repository('raced', SUM, { ci: RED });
  let theirs = '';
  const pushed: Step = async () => {
    theirs = await repo.pushAs('maria', repo.pullRequests[0]?.head.ref ?? '', THEIRS);
    return edit('src/sum.js', 'a + b', 'b - -a');
  };
  const issue = stage
    .issue(repo, 'sum subtracts, somebody is faster', { agent: [...CHANGE, pushed, say('It is repaired.')] })
    .addLabel('fettle');

  await saidOn(issue, 'pr_handed_over{person_pushed}');
  const pr = await stage.pullRequest(repo);
  expect(pr.head.sha).toBe(theirs);
  expect(await repo.head(pr.head.ref)).toBe(theirs);
  expect(pr.appComments[0]?.body).toContain('pr_handed_over{person_pushed}');
});

test.concurrent('a closed pull request means no', async () => {
  const { ci, end } = waiting();
  const repo = await stage.repository('closed', SUM, { ci });
  const issue = stage.issue(repo, 'sum subtracts, nobody minds', { agent: CHANGE }).addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  pr.close();
  await saidOn(issue, 'pr_closed{unmerged}');
  end('failure');
  await quiet(repo);
  expect(pr.state).toBe('closed');
  expect(pr.appComments).toEqual([]);
  expect(begun(issue)).toBe(1);
});

test.concurrent('closed during a repair, nothing more is pushed or asked of the model', async () => {
  const repo = await stage.repository('closed-late', SUM, { ci: RED });
  const closes: Step = async () => {
    repo.pullRequests[0]?.close();
    await saidOn(issue, 'pr_closed{unmerged}');
    return edit('src/sum.js', 'a + b', 'b + a');
  };
  const issue = stage
    .issue(repo, 'sum subtracts, for long', { agent: [...CHANGE, closes, say('It is repaired.')] })
    .addLabel('fettle');

  await saidOn(issue, 'pr_closed{unmerged}');
  await quiet(repo);
  const pr = await stage.pullRequest(repo);
  expect(pr.state).toBe('closed');
  expect(await repo.git('rev-list', '--count', `main..${await repo.head(pr.head.ref)}`)).toBe('1');
  expect(stage.asked(issue, 'agent')).toHaveLength(3);
});

test.concurrent('merged before CI was done is merged, whatever GitHub closes with it', async () => {
  const { ci, end } = waiting();
  const repo = await stage.repository('merged', SUM, { ci });
  const issue = stage.issue(repo, 'sum subtracts, in a hurry', { agent: CHANGE }).addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  pr.markReady();
  await pr.merge();
  expect(issue.state).toBe('closed');
  await saidOn(issue, 'pr_closed{merged}');
  end('success');
  await quiet(repo);
  expect(pr.appComments).toEqual([]);
});

test.concurrent('merged during a repair is merged', async () => {
  const repo = await stage.repository('merged-late', SUM, { ci: RED });
  const merges: Step = async () => {
    const pr = repo.pullRequests[0];
    await pr?.markReady().merge();
    await saidOn(issue, 'pr_closed{merged}');
    return edit('src/sum.js', 'a + b', 'b + a');
  };
  const issue = stage
    .issue(repo, 'sum subtracts, red or not', { agent: [...CHANGE, merges, say('It is repaired.')] })
    .addLabel('fettle');

  await saidOn(issue, 'pr_closed{merged}');
  await quiet(repo);
  expect((await stage.pullRequest(repo)).appComments).toEqual([]);
  expect(stage.asked(issue, 'agent')).toHaveLength(3);
});

test.concurrent('on hold nothing happens until the label is gone; a check run again replaces the red one', async () => {
  const { ci, end } = waiting();
  const repo = await stage.repository('held', SUM, { ci });
  const issue = stage.issue(repo, 'sum subtracts, but wait', { agent: CHANGE }).addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  pr.addLabel('fettle:hold');
  end('failure');
  const run = await stage.until(() => repo.runs[0], 'CI to start');
  await quiet(repo);
  expect(run?.conclusion).toBe('failure');
  expect(begun(issue)).toBe(1);
  expect(pr.appComments).toEqual([]);

  repo.ci = { jobs: [{ name: 'test', results: ['success'] }] };
  repo.rerun(run?.id ?? 0);
  await stage.until(() => run?.conclusion === 'success', 'CI to be green');
  await quiet(repo);
  expect(pr.draft).toBe(true);

  pr.removeLabel('fettle:hold');
  await stage.until(() => !pr.draft, 'the pull request to be ready for review');
  expect(begun(issue)).toBe(1);
});

test.concurrent('on hold no run begins, and one under way stops where it stands', async () => {
  const repo = await stage.repository('held-early', SUM, { ci: { jobs: [{ name: 'test', results: ['success'] }] } });
  // The call in flight is given up: its answer reaches nobody, and it is asked again.
  const holds: Step = async () => {
    issue.addLabel('fettle:hold');
    await new Promise((done) => setTimeout(done, 3_000));
    return say('Nobody hears this.');
  };
  const issue = stage.issue(repo, 'sum subtracts, not now', { agent: [holds, ...CHANGE] });
  issue.addLabel('fettle:hold').addLabel('fettle');

  const status = () => issue.appComments[0]?.body ?? '';
  await stage.until(() => status().includes('Waits until the label fettle:hold is taken off'), 'the status to say so');
  expect(stage.asked(issue, 'agent')).toEqual([]);
  issue.removeLabel('fettle:hold');
  await stage.until(() => stage.asked(issue, 'agent').length > 0, 'the agent to begin');
  await new Promise((done) => setTimeout(done, 6_000));
  expect(stage.asked(issue, 'judge')).toEqual([]);
  expect(await repo.branches()).toEqual(['main']);
  issue.removeLabel('fettle:hold');
  expect((await stage.pullRequest(repo)).body).toContain('It adds now.');
});

test.concurrent('a hold that comes during a repair stops it at once, and it goes on when the hold is gone', async () => {
  const repo = await stage.repository('held-late', SUM, { ci: RED });
  const holds: Step = async () => {
    const status = () => issue.appComments[0]?.body ?? '';
    await stage.until(() => /repairing the CI of #\d+\*\* \(attempt 2\)/.test(status()), 'the status to say so');
    repo.pullRequests[0]?.addLabel('fettle:hold');
    await stage.until(() => status().includes('Waits until the label'), 'the repair to stop');
    return say('Nobody hears this.');
  };
  const issue = stage
    .issue(repo, 'sum subtracts, hold on', {
      agent: [...CHANGE, holds, edit('src/sum.js', 'a + b', 'b + a'), say('It is b + a now.')],
    })
    .addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  const first = pr.head.sha;
  await stage.until(() => begun(issue) === 2 && pr.labels.includes('fettle:hold'), 'the hold');
  await new Promise((done) => setTimeout(done, 6_000));
  expect(await repo.head(pr.head.ref)).toBe(first);

  pr.removeLabel('fettle:hold');
  await stage.until(() => !pr.draft, 'the pull request to be ready for review');
  expect(pr.head.sha).not.toBe(first);
});

test.concurrent('the label is taken off while CI runs: cancelled, the pull request is left alone', async () => {
  const { ci, end } = waiting();
  const repo = await stage.repository('label-off', SUM, { ci });
  const issue = stage.issue(repo, 'sum subtracts, never mind', { agent: CHANGE }).addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  issue.removeLabel('fettle');
  await saidOn(issue, 'pr_handed_over{cancelled}');
  end('failure');
  await quiet(repo);
  expect([pr.state, pr.draft, pr.labels]).toEqual(['open', true, []]);
  expect(pr.appComments).toHaveLength(1);
  expect(pr.appComments[0]?.body).toContain('The label fettle was removed.');
  expect(begun(issue)).toBe(1);
});

test.concurrent('the issue is closed during a repair: the call in flight is aborted', async () => {
  const repo = await stage.repository('issue-closed', SUM, { ci: RED });
  const closed: Step = async () => {
    issue.close();
    await saidOn(issue, 'pr_handed_over{cancelled}'); // said while the model is still thinking
    return edit('src/sum.js', 'a + b', 'b + a');
  };
  const issue = stage
    .issue(repo, 'sum subtracts, done by hand', { agent: [...CHANGE, closed, say('It is repaired.')] })
    .addLabel('fettle');

  await saidOn(issue, 'pr_handed_over{cancelled}');
  await quiet(repo);
  const pr = await stage.pullRequest(repo);
  expect(await repo.git('rev-list', '--count', `main..${pr.head.sha}`)).toBe('1');
  expect([pr.state, pr.draft]).toEqual(['open', true]);
  expect(stage.asked(issue, 'agent')).toHaveLength(3);
});
