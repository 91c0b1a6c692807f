import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { gitHubApp } from '../../src/github/app.ts';
import type { GitHub, GitHubApp, Watchable } from '../../src/github/types.ts';
import { readSettings } from '../../src/settings.ts';
import { type GitHubDouble, startGitHub } from '../support/github/github.ts';
import type { PullRequestStory } from '../support/github/stories/issue.ts';
import type { RepositoryStory } from '../support/github/stories/repository.ts';

let gh: GitHubDouble;
let repo: RepositoryStory;
let app: GitHubApp;
let github: GitHub;
let installationId: number;

beforeEach(async () => {
  gh = await startGitHub();
  repo = await gh.repository('acme/widget', { files: { 'a.txt': 'a\n' }, labels: ['fettle'], private: true });
  const clock = { now: () => Date.now(), sleep: () => Promise.resolve() };
  app = gitHubApp(readSettings(gh.env).github(), { clock });
  installationId = gh.world.installationOf('acme').id;
  github = app.for({ owner: 'acme', name: 'widget', installationId });
});
afterEach(async () => {
  const { unexpected } = gh;
  await gh.close();
  expect(unexpected).toEqual([]);
});

async function pullRequest(): Promise<{ pr: PullRequestStory; it: Watchable }> {
  const issue = repo.openIssue({ title: 'Broken' });
  await repo.pushAs('maria', 'topic', { 'b.txt': 'b\n' });
  const pr = await repo.openPullRequest({ title: 'Mend it', head: 'topic', base: 'main', draft: true });
  return { pr, it: { repo: github.repo, pr: pr.number, issue: issue.number } };
}

test('a glance changes with whatever a decision rests on, and with nothing else', async () => {
  const { pr, it } = await pullRequest();
  const { sha } = pr.head;
  const glance = async () => (await app.glance(installationId, [it]))[0] as { digest: string; pending: boolean };
  const seen = new Set([(await glance()).digest]);
  const news = async (what: () => unknown) => {
    await what();
    const { digest } = await glance();
    expect(seen).not.toContain(digest);
    seen.add(digest);
  };
  await news(() => repo.reportCheck(sha, 'ci', 'test', { status: 'in_progress' }));
  expect((await glance()).pending).toBe(true);
  await news(() => repo.reportCheck(sha, 'ci', 'test', { conclusion: 'failure' }));
  expect((await glance()).pending).toBe(false);
  await news(() => repo.reportStatus(sha, { state: 'failure', context: 'more' }));
  await news(() => pr.markReady());
  await news(() => pr.addLabel('fettle:hold'));
  await news(() => repo.issue(it.issue).addLabel('fettle'));
  await news(() => repo.issue(it.issue).close());
  await news(() => pr.review({ event: 'REQUEST_CHANGES', body: 'No.' }));
  await news(() => repo.pushAs('maria', 'main', { 'b.txt': 'another b\n' })); // a conflict
  await news(() => repo.pushAs('maria', 'topic', { 'c.txt': 'c\n' }));
  await news(() => repo.rename('gadget'));
  await news(() => repo.archive());
  const last = await glance();
  pr.comment('Nice.', 'otto');
  expect(await glance()).toEqual(last);
});

test('many are read in few requests, each as if it were alone; what can not be read is told apart', async () => {
  const { it } = await pullRequest();
  const [alone] = await app.glance(installationId, [it]);
  const nowhere = { repo: { owner: 'acme', name: 'nothing', installationId }, pr: 1, issue: 1 };
  const missing = { ...it, pr: 99 };
  const many = [...Array.from({ length: 60 }, () => it), nowhere, missing];
  const before = gh.requests.length;
  const found = await app.glance(installationId, many);
  expect(gh.requests.length - before).toBe(2);
  expect(found).toEqual([...Array.from({ length: 60 }, () => alone), null, null]);
});

test('without GraphQL nothing is told, and every run is looked at by itself', async () => {
  const { it } = await pullRequest();
  gh.fault({ match: /^POST .graphql/, kind: '404' });
  expect(await app.glance(installationId, [it])).toEqual([null]);
});

test('what has not changed is asked for again without counting against the limit', async () => {
  const { pr } = await pullRequest();
  await repo.reportCheck(pr.head.sha, 'ci', 'test', { status: 'in_progress' });
  const first = await github.ci(pr.head.sha);
  gh.rateLimit(4);
  expect(await github.ci(pr.head.sha)).toEqual(first);
  expect(gh.requests.slice(-4).map((it) => it.status)).toEqual([304, 304, 304, 304]);
  expect(gh.world.rateLimitRemaining).toBe(4);
  gh.rateLimit(null);
  await repo.reportCheck(pr.head.sha, 'ci', 'test', { conclusion: 'success' });
  expect((await github.ci(pr.head.sha)).checks[0]?.conclusion).toBe('success');
});

test('required checks: from rules and from the branch itself; nothing known where nothing may be read', async () => {
  repo.protect('main', { requiredChecks: ['test', 'lint'], refusePushes: false });
  expect(await github.requiredChecks('main')).toEqual(['lint', 'test']);
  gh.fault({ match: /rules\/branches/, kind: '403' });
  expect(await github.requiredChecks('main')).toEqual(['lint', 'test']);
  gh.fault({ match: /rules\/branches/, kind: '404' });
  gh.fault({ match: /\/branches\/main$/, kind: '403' });
  expect(await github.requiredChecks('main')).toBeNull();
  expect(await github.requiredChecks('nowhere')).toEqual([]);
});

test('where a repository is, once something failed', async () => {
  expect(await github.access()).toEqual({ state: 'open' });
  repo.rename('gadget');
  expect(await github.access()).toEqual({ state: 'moved', owner: 'acme', name: 'gadget' });
  repo.archive();
  expect(await github.access()).toEqual({ state: 'read_only' });
  gh.fault({ match: /^GET .*gadget|^GET .*widget/, kind: '502' });
  expect(await github.access()).toBeNull();
  gh.uninstall('acme');
  expect(await github.access()).toEqual({ state: 'gone' });
});

test('labelled issues are found by one search, closed ones and pull requests left out', async () => {
  const { pr } = await pullRequest();
  pr.addLabel('fettle');
  repo.openIssue({ title: 'Closed', labels: ['fettle'] }).close();
  const open = repo.openIssue({ title: 'Open', labels: ['Fettle'] });
  const [installation] = await app.installations();
  expect(installation).toEqual({ id: installationId, owner: 'acme' });
  const found = await app.labelledIssues({ id: installationId, owner: 'acme' }, ['fettle'], null);
  expect(found).toEqual([
    { repo: github.repo, number: open.number, updatedAt: expect.any(String), labels: ['fettle'] },
  ]);
  const later = { id: installationId, owner: 'acme' };
  expect(await app.labelledIssues(later, ['fettle'], Date.now() - 60_000)).toHaveLength(1);
  expect(await app.labelledIssues(later, ['fettle'], Date.now() + 60_000)).toEqual([]);
  expect(await app.isInstalled(github.repo)).toBe(true);
  expect(await app.isInstalled({ ...github.repo, installationId: 1 })).toBe(false);
});

test('an edit of the text after the label, or another title, is known', async () => {
  const issue = repo.openIssue({ title: 'One', body: 'As it was.' }).addLabel('fettle');
  expect(await github.issueEditedAt(issue.number)).toBe(0);
  expect(await github.labelled(issue.number, 'fettle')).toMatchObject({ retitled: false });
  issue.edit({ title: 'Another', body: 'As it is.' });
  expect(await github.issueEditedAt(issue.number)).toBeGreaterThan(Date.now() - 60_000);
  expect(await github.labelled(issue.number, 'fettle')).toMatchObject({ retitled: true });
  gh.fault({ match: /^POST .graphql/, kind: '404' });
  expect(await github.issueEditedAt(issue.number)).toBeNull();
});

test('the log of deliveries is read page by page, back to a time and no further', async () => {
  for (let n = 0; n < 130; n += 1) repo.openIssue({ title: `Issue ${n}` });
  await gh.settled();
  const all = await app.deliveriesSince(0);
  expect(all).toHaveLength(gh.deliveries.length);
  expect(new Set(all.map((it) => it.id)).size).toBe(all.length);
  const before = gh.requests.length;
  expect(await app.deliveriesSince(Date.now() + 60_000)).toEqual([]);
  expect(gh.requests.length - before).toBe(1);
});
