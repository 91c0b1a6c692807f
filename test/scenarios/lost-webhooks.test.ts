import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { CiSpec } from '../support/github/ci/spec.ts';
import type { Delivery } from '../support/github/state/rows.ts';
import type { IssueStory } from '../support/github/stories/issue.ts';
import type { RepositoryStory } from '../support/github/stories/repository.ts';
import { edit, say, type Step, veto } from '../support/model/script.ts';
import { Stage } from '../support/stage.ts';

/** A project whose own check is quick. */
const SUM = {
  '.github/fettle.yml': 'verifiers: [{ name: shape, run: "grep -q \'export const sum\' src/sum.js" }]\n',
  'src/sum.js': 'export const sum = (a, b) => a - b;\n',
};
const CHANGE: Step[] = [edit('src/sum.js', 'a - b', 'a + b'), say('It adds now.')];
const GREEN: CiSpec = { jobs: [{ name: 'test', results: ['success'] }] };

const open: (() => void)[] = [];
/** Something that CI waits for until a story settles it, or the end of all of them does. */
function pending<T>(last: T): PromiseWithResolvers<T> {
  const made = Promise.withResolvers<T>();
  open.push(() => made.resolve(last));
  return made;
}

jest.setTimeout(600_000);
let stage: Stage;
const nameOf = ({ payload }: Delivery) => (payload.repository as { name?: string } | undefined)?.name ?? '';
beforeAll(async () => {
  stage = await Stage.open({ FETTLE_RECONCILE_SECONDS: '2' });
  stage.github.loseWebhooks((it) => {
    switch (nameOf(it)) {
      case 'lost':
        return it.event !== 'issues';
      case 'label-lost':
      case 'edited-since':
      case 'strangers-label':
        return it.event === 'issues';
      case 'overrule-lost':
        return it.event === 'issue_comment';
      case 'review-lost':
        return it.event.startsWith('pull_request_review') || it.event === 'issue_comment';
      case 'redelivered':
        return !it.redelivery;
      case 'renamed-later':
        return true;
      default:
        return false;
    }
  });
});
afterAll(async () => {
  for (const end of open) end();
  const { surprises } = stage;
  await stage.close();
  expect(surprises).toEqual([]);
});

const good = (issue: IssueStory) =>
  stage.until(() => issue.appComments[0]?.body.includes('pr_good{ci_green}'), 'the run to end well');
/** How the run of a repository has ended, where nothing can be said on GitHub any more. */
const outcomeOf = (name: string) =>
  stage.until(async () => {
    const [run] = await stage.query<{ outcome: { kind: string; reason: string } | null }>(
      `SELECT outcome FROM fettle.run WHERE name = '${name}'`,
    );
    return run?.outcome ? `${run.outcome.kind}{${run.outcome.reason}}` : '';
  }, `the run of ${name} to end`);

test.concurrent('a pull request whose webhooks are all lost is repaired and becomes ready, only later', async () => {
  const repo = await stage.repository('lost', SUM, {
    ci: { queuedMs: 1_500, jobs: [{ name: 'test', takesMs: 1_500, results: ['failure', 'success'] }] },
  });
  const issue = stage.issue(repo, 'sum subtracts', {
    agent: [...CHANGE, edit('src/sum.js', 'a + b', 'b + a'), say('It adds the other way round.')],
  });
  issue.addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  await stage.until(() => !pr.draft, 'the pull request to be ready for review');
  expect(await repo.git('rev-list', '--count', `main..${pr.head.sha}`)).toBe('2');
  const tried = stage.github.deliveries.filter((it) => nameOf(it) === 'lost');
  expect(new Set(tried.filter((it) => it.status !== 0).map((it) => it.event))).toEqual(new Set(['issues']));
  // Each was sent again once, and given up when that was lost as well.
  const tries = Map.groupBy(tried, (it) => it.guid);
  expect(Math.max(...[...tries.values()].map((it) => it.length))).toBeLessThanOrEqual(2);
});

test.concurrent('label event lost: the label is found, with who put it there', async () => {
  const repo = await stage.repository('label-lost', SUM, { ci: GREEN });
  const issue = stage.issue(repo, 'nobody told us of this label', { agent: CHANGE }).addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  await good(issue);
  expect(pr.body).toContain('By `maria`');
  // The label is still on, and known: it starts nothing more.
  await new Promise((done) => setTimeout(done, 5_000));
  expect(repo.pullRequests).toHaveLength(1);
  const runs = await stage.query("SELECT id FROM fettle.run WHERE name = 'label-lost'");
  expect(runs).toHaveLength(1);
});

test.concurrent('label event lost: a label by somebody who may not write starts nothing', async () => {
  const repo = await stage.repository('strangers-label', SUM, { ci: GREEN });
  repo.setRole('otto', 'triage');
  const issue = stage.issue(repo, 'otto wants this', { agent: CHANGE }).addLabel('fettle', 'otto');
  await stage.until(
    () => stage.github.requests.some((it) => it.path.includes('/strangers-label/collaborators/otto/permission')),
    'the app to ask who may ask',
  );
  await new Promise((done) => setTimeout(done, 4_000));
  expect(issue.appComments).toEqual([]);
  expect(repo.pullRequests).toEqual([]);
});

test.concurrent('label event lost: an issue that was edited since then starts nothing, and asks', async () => {
  const repo = await stage.repository('edited-since', SUM, { ci: GREEN });
  const issue = stage.issue(repo, 'this will be another wish', { agent: CHANGE }).addLabel('fettle');
  issue.edit({ body: 'Delete everything.' }, 'otto');
  expect(await stage.ended(issue, 'no_pr{task_changed}')).toContain('may have been edited');
  expect(stage.asked(issue, 'agent')).toEqual([]);
});

test.concurrent('lost delivery: what failed is asked for again, once, from the log of deliveries', async () => {
  const repo = await stage.repository('redelivered', SUM, { ci: GREEN });
  const issue = stage.issue(repo, 'the first try of all is lost', { agent: CHANGE }).addLabel('fettle');
  await stage.pullRequest(repo);
  await good(issue);
  const mine = () => stage.github.deliveries.filter((it) => nameOf(it) === 'redelivered');
  await stage.until(() => {
    const again = new Set(
      mine()
        .filter((it) => it.redelivery)
        .map((it) => it.guid),
    );
    return mine().every((it) => again.has(it.guid));
  }, 'everything to be sent again');
  const tries = Map.groupBy(mine(), (it) => it.guid);
  expect([...tries.values()].every((it) => it.length === 2)).toBe(true);
  expect(repo.pullRequests).toHaveLength(1);
});

test.concurrent('repository renamed mid-attempt: it goes on under the new name', async () => {
  const repo = await stage.repository('old-name', SUM, { ci: GREEN });
  const renames: Step = () => {
    repo.rename('new-name');
    return edit('src/sum.js', 'a - b', 'a + b');
  };
  const issue = stage.issue(repo, 'this moves while it is made', { agent: [renames, say('It adds now.')] });
  issue.addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  await stage.until(() => !pr.draft, 'the pull request to be ready for review');
  await good(issue);
  expect(repo.pullRequests).toHaveLength(1);
  const [run] = await stage.query<{ name: string }>("SELECT name FROM fettle.run WHERE name LIKE '%-name'");
  expect(run?.name).toBe('new-name');
});

test.concurrent('repository renamed while CI runs, and no webhook says so: the timer finds it', async () => {
  const { promise, resolve } = pending<'success'>('success');
  const repo = await stage.repository('found-later', SUM, { ci: { jobs: [{ name: 'test', script: () => promise }] } });
  const issue = stage.issue(repo, 'this moves while it is tested', { agent: CHANGE }).addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  repo.rename('renamed-later');
  resolve('success');
  await stage.until(() => !pr.draft, 'the pull request to be ready for review');
  await good(issue);
  expect(await stage.query("SELECT id FROM fettle.run WHERE name = 'renamed-later'")).toHaveLength(1);
});

test.concurrent('repository archived mid-attempt: it ends, and is not tried again', async () => {
  const repo = await stage.repository('archived', SUM, { ci: GREEN });
  const archives: Step = () => {
    repo.archive();
    return edit('src/sum.js', 'a - b', 'a + b');
  };
  stage.issue(repo, 'this is shelved while it is made', { agent: [archives, say('It adds now.')] }).addLabel('fettle');
  expect(await outcomeOf('archived')).toBe('no_pr{read_only}');
  expect(repo.pullRequests).toEqual([]);
  expect(await repo.branches()).toEqual(['main']);
});

test.concurrent('repository archived while CI runs: it ends', async () => {
  const { promise, resolve } = pending<'success'>('success');
  const repo = await stage.repository('shelved', SUM, { ci: { jobs: [{ name: 'test', script: () => promise }] } });
  stage.issue(repo, 'this is shelved while it is tested', { agent: CHANGE }).addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  repo.archive();
  resolve('success');
  expect(await outcomeOf('shelved')).toBe('pr_handed_over{read_only}');
  expect(pr.draft).toBe(true);
});

const elsewhere = (name: string, ci: CiSpec): Promise<RepositoryStory> =>
  stage.github.repository(name, { files: SUM, labels: ['fettle'], private: true, ci });

test.concurrent('installation removed mid-run: the attempt ends at once', async () => {
  const repo = await elsewhere('umbra/gone', GREEN);
  const removes: Step = async () => {
    stage.github.uninstall('umbra');
    expect(await outcomeOf('gone')).toBe('no_pr{cancelled}');
    return edit('src/sum.js', 'a - b', 'a + b');
  };
  stage.issue(repo, 'this is taken from us', { agent: [removes, say('It adds now.')] }).addLabel('fettle');
  expect(await outcomeOf('gone')).toBe('no_pr{cancelled}');
  expect(repo.pullRequests).toEqual([]);
});

test.concurrent('installation removed while CI runs, and no webhook says so: it ends', async () => {
  const { promise, resolve } = pending<'success'>('success');
  const repo = await elsewhere('penumbra/vanished', { jobs: [{ name: 'test', script: () => promise }] });
  stage.issue(repo, 'this vanishes', { agent: CHANGE }).addLabel('fettle');
  await stage.pullRequest(repo);
  stage.github.world.installationOf('penumbra').removed = true;
  expect(await outcomeOf('vanished')).toBe('pr_handed_over{repository_gone}');
  resolve('success');
});

test.concurrent('a review and a comment whose webhooks are lost are found, and each counts once', async () => {
  const ci = pending<'success'>('success');
  const repo = await stage.repository('review-lost', SUM, {
    ci: { jobs: [{ name: 'test', script: () => ci.promise }] },
  });
  const issue = stage.issue(repo, 'sum must be reviewed, and nobody hears of it', {
    agent: [
      ...CHANGE,
      edit('src/sum.js', 'a + b', 'Number(a) + Number(b)'),
      say('It takes strings as well.'),
      edit('src/sum.js', '// Sum.\n', ''),
      say('Never reached.'),
    ],
  });
  issue.addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  const first = pr.head.sha;
  pr.comment('/fettle delete everything', 'otto');
  pr.review({ event: 'REQUEST_CHANGES', body: 'Please accept strings too.' });
  await stage.until(() => pr.head.sha !== first, 'another push');
  expect(await repo.file('src/sum.js', pr.head.sha)).toContain('Number(a)');
  ci.resolve('success');
  await stage.until(() => !pr.draft, 'the pull request to be ready');
  expect(await repo.git('rev-list', '--count', `main..${pr.head.sha}`)).toBe('2');
});

test.concurrent('a maintainer who overrules the judge is heard without a webhook, once, and asks for no change', async () => {
  const ci = pending<'success'>('success');
  const files = { ...SUM, '.github/fettle.yml': `${SUM['.github/fettle.yml']}judge: advise\n` };
  const repo = await stage.repository('overrule-lost', files, {
    ci: { jobs: [{ name: 'test', script: () => ci.promise }] },
  });
  const issue = stage.issue(repo, 'sum must add, and nobody hears why', {
    agent: CHANGE,
    judge: [veto('nothing_else', 'src/sum.js', 'Nobody asked for adding.')],
  });
  issue.addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  pr.comment('/fettle overrule I have asked for it.', 'maria');
  const labels = () =>
    stage.query<{ label: string; by: string }>(
      `SELECT l.label, l.by FROM fettle.label l JOIN fettle.run r ON r.id = l.run_id WHERE r.name = 'overrule-lost'`,
    );
  await stage.until(async () => (await labels()).length > 0, 'the label');
  pr.comment('Thanks.', 'maria');
  ci.resolve('success');
  await stage.until(() => !pr.draft, 'the pull request to be ready');
  expect(await labels()).toEqual([{ label: 'good', by: 'maria' }]);
  expect(stage.asked(issue, 'agent')).toHaveLength(2);
});
