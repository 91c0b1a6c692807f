import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { CiSpec } from '../support/github/ci/spec.ts';
import type { Delivery } from '../support/github/state/rows.ts';
import type { IssueStory, PullRequestStory } from '../support/github/stories/issue.ts';
import { edit, say, type Step, write } from '../support/model/script.ts';
import { Stage } from '../support/stage.ts';

/** A project whose own check is quick and sees little, so that CI has something to add. */
const SUM = {
  '.github/fettle.yml': 'verifiers: [{ name: shape, run: "grep -q \'export const sum\' src/sum.js" }]\n',
  'src/sum.js': 'export const sum = (a, b) => a - b;\n',
};
const CHANGE: Step[] = [edit('src/sum.js', 'a - b', 'a + b'), say('It adds now.')];
const REPAIR: Step[] = [edit('src/sum.js', 'a + b', 'b + a'), say('The other way round.')];
const GREEN: CiSpec = { jobs: [{ name: 'test', results: ['success'] }] };

jest.setTimeout(600_000);
let stage: Stage;
/** Lets a job that waits for approval end, also when its story failed. */
let approve = () => {};
/** Webhooks of these repositories about CI arrive only when a story sends them. */
const keptBack = new Set<string>();
const CI_EVENTS = ['check_run', 'check_suite', 'workflow_run', 'status'];
const nameOf = ({ payload }: Delivery) => (payload.repository as { name?: string } | undefined)?.name ?? '';

beforeAll(async () => {
  stage = await Stage.open({ FETTLE_CI_START_SECONDS: '3' });
  stage.github.loseWebhooks((it) => CI_EVENTS.includes(it.event) && !it.redelivery && keptBack.has(nameOf(it)));
});
afterAll(async () => {
  approve();
  const { surprises } = stage;
  await stage.close();
  expect(surprises).toEqual([]);
});

const ready = (pr: PullRequestStory) => stage.until(() => !pr.draft, `#${pr.number} to be ready for review`);
const good = (issue: IssueStory) =>
  stage.until(() => issue.appComments[0]?.body.includes('pr_good{ci_green}'), 'the run to end well');
const said = (pr: PullRequestStory, outcome: string) =>
  stage.until(() => pr.appComments.find((it) => it.body.includes(outcome))?.body as string, `${outcome} to be said`);
const attempts = (issue: IssueStory) =>
  stage.asked(issue, 'agent').filter((it) => it.body.messages.length === 1).length;

test.concurrent('late check: red after the run has ended well, it is repaired', async () => {
  const repo = await stage.repository('late-red', SUM, { ci: GREEN });
  const issue = stage.issue(repo, 'sum is judged late', { agent: [...CHANGE, ...REPAIR] }).addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  await ready(pr);
  await good(issue);
  const first = pr.head.sha;
  const output = { title: 'Quality gate failed', summary: 'src/sum.js: operands are in an unusual order.' };
  await repo.reportCheck(first, 'sonar', 'quality', { conclusion: 'failure', output });

  await stage.until(() => pr.head.sha !== first, 'a repair');
  expect(attempts(issue)).toBe(2);
  await good(issue);
  expect(pr.appComments).toEqual([]);
});

test.concurrent('late check: green after the run has ended well, nothing happens', async () => {
  const repo = await stage.repository('late-green', SUM, { ci: GREEN });
  const issue = stage.issue(repo, 'sum is praised late', { agent: CHANGE }).addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  await ready(pr);
  await good(issue);
  await repo.reportCheck(pr.head.sha, 'sonar', 'quality', { conclusion: 'success' });
  await stage.quiet();
  await new Promise((done) => setTimeout(done, 2_000));
  const [run] = await stage.query<{ state: string }>(
    `SELECT state FROM fettle.run WHERE name = 'late-green' AND resumed_at IS NULL`,
  );
  expect(run?.state).toBe('ended');
  expect(issue.appComments[0]?.body).not.toContain('after the end');
});

test.concurrent('required check never reported: handed over by name, and taken up when it reports', async () => {
  const repo = await stage.repository('required', SUM, { ci: GREEN });
  repo.protect('main', { requiredChecks: ['test', 'e2e'], answer: 200, refusePushes: false });
  const issue = stage.issue(repo, 'sum needs another check', { agent: CHANGE }).addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  const text = await said(pr, '`pr_handed_over{required_missing}`');
  expect(text).toContain('e2e must pass');
  expect(text).not.toContain('test,');
  await stage.until(() => pr.labels.includes('fettle:needs-human'), 'a person to be asked');

  await repo.reportCheck(pr.head.sha, 'e2e-service', 'e2e', { conclusion: 'success' });
  await good(issue);
  expect(pr.draft).toBe(false);
  expect(pr.labels).not.toContain('fettle:needs-human');
});

test.concurrent('CI that skips drafts begins when the draft is taken away', async () => {
  const repo = await stage.repository('skips-drafts', SUM, { ci: null });
  const issue = stage.issue(repo, 'sum is a draft', { agent: CHANGE }).addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  await ready(pr);
  await repo.reportCheck(pr.head.sha, 'late-ci', 'build', { conclusion: 'success' });
  await good(issue);
  expect(pr.appComments).toEqual([]);
});

test.concurrent('action_required is told once, and CI goes on when somebody has acted', async () => {
  const repo = await stage.repository('asks', SUM, { ci: GREEN });
  const issue = stage.issue(repo, 'sum wants a blessing', { agent: CHANGE }).addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  await repo.reportCheck(pr.head.sha, 'policy', 'approval', { conclusion: 'action_required' });
  const text = await said(pr, '`pr_handed_over{action_required}`');
  expect(text).toContain('approval waiting for a person');
  expect(pr.appComments).toHaveLength(1);
  expect(attempts(issue)).toBe(1);

  await repo.reportCheck(pr.head.sha, 'policy', 'approval', { conclusion: 'success' });
  await ready(pr);
  await good(issue);
  expect(pr.appComments).toHaveLength(1);
});

test.concurrent('a workflow that waits for an environment is told to a person, not waited for', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  approve = resolve;
  const repo = await stage.repository('environment', SUM, {
    ci: { jobs: [{ name: 'deploy', approval: promise, results: ['success'] }] },
  });
  const issue = stage.issue(repo, 'sum goes to staging', { agent: CHANGE }).addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  const text = await said(pr, '`pr_handed_over{action_required}`');
  expect(text).toContain('deploy waiting for a person');
  resolve();
  await ready(pr);
  await good(issue);
});

test.concurrent('own check pending: it is not waited for', async () => {
  const repo = await stage.repository('own-check', SUM, { ci: GREEN });
  const issue = stage.issue(repo, 'sum has a check of ours', { agent: CHANGE }).addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  const made = await fetch(`${stage.github.apiUrl}/repos/acme/own-check/check-runs`, {
    method: 'POST',
    headers: { authorization: `token ${stage.github.installationToken('acme')}` },
    body: JSON.stringify({ name: 'fettle', head_sha: pr.head.sha, status: 'in_progress' }),
  });
  expect(made.status).toBe(201);
  await ready(pr);
  await good(issue);
});

test.concurrent('out of order: webhooks that come last first lead to the same end', async () => {
  keptBack.add('out-of-order');
  const repo = await stage.repository('out-of-order', SUM, {
    ci: { jobs: [{ name: 'test', takesMs: 1_500, results: ['failure', 'success'] }] },
  });
  const issue = stage.issue(repo, 'sum comes backwards', { agent: [...CHANGE, ...REPAIR] }).addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  const first = pr.head.sha;
  await redeliverBackwards('out-of-order', () => pr.head.sha !== first, 'the repair to be pushed');
  await redeliverBackwards('out-of-order', () => !pr.draft, 'the pull request to be ready');
  await good(issue);
  expect(attempts(issue)).toBe(2);
  expect(await repo.git('rev-list', '--count', `main..${pr.head.sha}`)).toBe('2');
});

/** What was kept back of a repository, newest first, again and again until it has had its effect. */
async function redeliverBackwards(name: string, probe: () => boolean, what: string): Promise<void> {
  const done = stage.until(probe, what);
  let over = false;
  void done.finally(() => (over = true)).catch(() => {});
  while (!over) {
    const lost = stage.github.deliveries.filter(
      (it) => nameOf(it) === name && CI_EVENTS.includes(it.event) && !it.redelivery,
    );
    for (const it of lost.toReversed()) if (!over) await stage.github.redeliver(it.id);
    await new Promise((next) => setTimeout(next, 500));
  }
  await done;
}

test.concurrent('fork payload: a check that names no pull request is found by its commit', async () => {
  keptBack.add('fork-payload');
  const repo = await stage.repository('fork-payload', SUM, { ci: GREEN });
  const issue = stage.issue(repo, 'sum is checked without a number', { agent: CHANGE }).addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  await stage.until(() => repo.runs.every((it) => it.status === 'completed') && repo.runs.length > 0, 'CI to end');
  const told = stage.github.deliveries.find(
    (it) => nameOf(it) === 'fork-payload' && it.event === 'check_run' && it.action === 'completed',
  );
  const payload = structuredClone(told?.payload) as { check_run: { pull_requests: unknown[] } };
  payload.check_run.pull_requests = [];
  expect(await stage.github.sendWebhook('check_run', JSON.stringify(payload))).toBe(200);
  await ready(pr);
  await good(issue);
});

test.concurrent('force-push by a person: theirs stays, and nothing is put back', async () => {
  const repo = await stage.repository('forced', SUM, {
    ci: { jobs: [{ name: 'test', takesMs: 3_000, results: ['failure'] }] },
  });
  const issue = stage.issue(repo, 'sum is rewritten by force', { agent: CHANGE }).addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  const theirs = await repo.pushAs('maria', pr.head.ref, { 'src/sum.js': '// From scratch.\n' }, { force: true });
  await said(pr, '`pr_handed_over{person_pushed}`');
  await stage.until(() => repo.runs.every((it) => it.status === 'completed'), 'CI to end');
  await stage.quiet();
  expect(await repo.head(pr.head.ref)).toBe(theirs);
  expect(attempts(issue)).toBe(1);
});

test.concurrent('label off mid-attempt: the repair stops, and nothing more is pushed', async () => {
  const repo = await stage.repository('label-off', SUM, { ci: { jobs: [{ name: 'test', results: ['failure'] }] } });
  const takesOff: Step = async () => {
    issue.removeLabel('fettle');
    await stage.until(
      () => issue.appComments.some((it) => it.body.includes('pr_handed_over{cancelled}')),
      'the cancellation to be said',
    );
    return edit('src/sum.js', 'a + b', 'b + a');
  };
  const issue = stage.issue(repo, 'sum is not wanted any more', { agent: [...CHANGE, takesOff, say('Done.')] });
  issue.addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  await said(pr, '`pr_handed_over{cancelled}`');
  await stage.quiet();
  expect(await repo.git('rev-list', '--count', `main..${pr.head.sha}`)).toBe('1');
  expect(pr.state).toBe('open');
});

test.concurrent('bot comment: bots that talk on the pull request move nothing', async () => {
  const repo = await stage.repository('bots-talk', SUM, { ci: GREEN });
  stage.github.user('reviewer[bot]', { permission: 'write', type: 'Bot' });
  const issue = stage.issue(repo, 'sum is talked about', { agent: CHANGE }).addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  await ready(pr);
  await good(issue);
  const { sha } = pr.head;
  pr.comment('/fettle turn it around', 'reviewer[bot]');
  pr.comment('/fettle retry', 'fettle[bot]');
  pr.review({ event: 'REQUEST_CHANGES', body: '/fettle turn it around' }, 'reviewer[bot]');
  await stage.quiet();
  await new Promise((done) => setTimeout(done, 2_000));
  expect(pr.head.sha).toBe(sha);
  expect(attempts(issue)).toBe(1);
});

test.concurrent('two issues one file: the second is merged with the first, and both hold', async () => {
  const repo = await stage.repository('one-file', SUM, { ci: GREEN });
  const one = stage.issue(repo, 'the first wish of two', { agent: CHANGE });
  const two = stage.issue(repo, 'the second wish of two', {
    agent: [
      edit('src/sum.js', 'a - b', 'a - b - 0'),
      say('It takes nothing away.'),
      write('src/sum.js', 'export const sum = (a, b) => a + b - 0;\n'),
      say('Both hold.'),
    ],
  });
  const of = (issue: IssueStory) => repo.pullRequests.find((it) => it.body.includes(`Closes #${issue.number}.`));
  two.addLabel('fettle');
  const second = await stage.until(() => of(two) as PullRequestStory, 'the second pull request');
  one.addLabel('fettle');
  const first = await stage.until(() => of(one) as PullRequestStory, 'the first pull request');
  await good(one);
  await good(two);
  await first.merge();
  // A run that has ended well leaves a later conflict to whoever merges; asked for, it is resolved.
  second.comment('/fettle continue');
  await stage.until(
    async () => (await repo.file('src/sum.js', second.head.sha))?.includes('a + b - 0'),
    'both to hold',
  );
  expect(await repo.git('merge-base', '--is-ancestor', 'main', second.head.sha)).toBe('');
});
