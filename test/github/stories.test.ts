import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { gitHubApp } from '../../src/github/app.ts';
import type { GitHub, GitHubApp } from '../../src/github/types.ts';
import { readSettings } from '../../src/settings.ts';
import { type GitHubDouble, startGitHub } from '../support/github/github.ts';
import type { RepositoryStory } from '../support/github/stories/repository.ts';

const MARKER = '<!-- fettle:run=r1 -->';
const BRANCH = 'fettle/1-broken';

let gh: GitHubDouble;
let repo: RepositoryStory;
let app: GitHubApp;
let github: GitHub;

beforeEach(async () => {
  gh = await startGitHub();
  repo = await gh.repository('acme/widget', { files: { 'package.json': '{}' }, private: true });
  // Waits are real time here, so they are cut to nothing.
  const clock = { now: () => Date.now(), sleep: () => Promise.resolve() };
  app = gitHubApp(readSettings(gh.env).github(), { clock });
  const installationId = gh.world.installationOf(repo.row.owner.login).id;
  github = app.for({ owner: 'acme', name: 'widget', installationId });
});

afterEach(async () => {
  const { unexpected } = gh;
  await gh.close();
  expect(unexpected).toEqual([]);
});

test('an issue is labelled, acknowledged and told how it goes, in one comment', async () => {
  const issue = repo.openIssue({ title: 'Broken', body: 'It is.' }, 'otto');
  const asked = issue.comment('/fettle it', 'maria');
  issue.addLabel('other').addLabel('fettle', 'maria');

  expect(await github.issue(1)).toMatchObject({ title: 'Broken', labels: ['other', 'fettle'], isPullRequest: false });
  expect(await github.labelled(1, 'Fettle')).toMatchObject({ actor: { login: 'maria', isBot: false } });
  expect([await github.permission('maria'), await github.permission('stranger')]).toEqual(['write', 'none']);

  await github.react({ comment: asked.id }, 'eyes');
  await github.react({ issue: 1 }, 'eyes');
  await github.react({ issue: 1 }, 'eyes');
  issue.comment(`${MARKER} mine`, 'otto');
  const id = await github.upsertComment(1, MARKER, `${MARKER}\nbegun`, null);
  await github.upsertComment(1, MARKER, `${MARKER}\ngoing on`, null);
  await github.upsertComment(1, MARKER, `${MARKER}\ndone`, id);
  expect(issue.reactions).toEqual(['fettle[bot]:eyes']);
  expect(issue.appComments.map((it) => it.body)).toEqual([`${MARKER}\ndone`]);
  expect((await github.comments(1)).map((it) => it.author.login)).toEqual(['maria', 'otto', 'fettle[bot]']);
});

test('whatever is cut off, a pull request and a comment are there once', async () => {
  await repo.pushAs('maria', BRANCH, { 'a.js': 'ok' });
  const issue = repo.openIssue({ title: 'Broken' });
  const faults = [
    gh.fault({ match: /^POST .*\/pulls$/, kind: 'drop-after-effect' }),
    gh.fault({ match: /^POST .*\/comments$/, kind: 'drop-after-effect' }),
    gh.fault({ match: /^POST .*\/labels$/, kind: '403-secondary-limit' }),
    gh.fault({ match: /^GET .*\/pulls/, kind: '502' }),
    gh.fault({ match: /^POST \/graphql/, kind: 'drop-after-effect' }),
    gh.fault({ match: /access_tokens/, kind: '500' }),
  ];

  const pr = await github.createPullRequest({ title: 'Mend', body: 'Closes #1.', head: BRANCH, base: 'main' });
  await github.upsertComment(issue.number, MARKER, 'text', null);
  await github.addLabels(pr.number, ['fettle:unverified']);
  gh.expireTokens();
  await github.updatePullRequest(pr.number, { body: 'Closes #1. Now better.' });
  await github.markReady(pr);

  expect(faults.map((it) => it.hits)).toEqual([1, 1, 1, 1, 1, 1]);
  expect(repo.pullRequests.map((it) => [it.title, it.body, it.draft, it.labels])).toEqual([
    ['Mend', 'Closes #1. Now better.', false, ['fettle:unverified']],
  ]);
  expect(issue.appComments).toHaveLength(1);
  expect(await github.findPullRequest(BRANCH)).toMatchObject({ number: pr.number, draft: false, state: 'open' });
});

test('where drafts are refused a label says that it is not ready, until it is', async () => {
  await repo.pushAs('maria', BRANCH, { 'a.js': 'ok' });
  repo.refuseDrafts();
  const pr = await github.createPullRequest({ title: 'Mend', body: '', head: BRANCH, base: 'main' });
  expect(repo.pullRequest(pr.number)).toMatchObject({ draft: false, labels: ['fettle:in-progress'] });
  await github.markReady(pr);
  expect(repo.pullRequest(pr.number).labels).toEqual([]);
});

test('CI that really ran is read, its red job with the log from another host', async () => {
  repo.ci = {
    jobs: [
      { name: 'test', run: 'echo "expected 1, got 2" >&2; exit 1' },
      { name: 'lint', run: 'true' },
    ],
  };
  const sha = await repo.pushAs('maria', BRANCH, { 'a.js': 'ok' });
  await repo.reportStatus(sha, { context: 'ci/other', state: 'pending' });
  await gh.settled();

  expect(await github.branchHead(BRANCH)).toBe(sha);
  const ci = await github.ci(sha);
  expect(ci.workflowsPending).toBe(false);
  expect(ci.checks.map((it) => [it.app, it.name, it.conclusion])).toEqual([
    ['github-actions', 'lint', 'success'],
    ['github-actions', 'test', 'failure'],
    ['status', 'ci/other', null],
  ]);
  const red = ci.checks.find((it) => it.conclusion === 'failure');
  if (red === undefined) throw new Error('one is red');
  expect(await github.failureLog(sha, red)).toContain('expected 1, got 2');
});

test('without the permission for Actions checks are still read, with what their app wrote', async () => {
  await gh.close();
  gh = await startGitHub({ permissions: { checks: 'read', contents: 'write', metadata: 'read' } });
  repo = await gh.repository('acme/widget');
  const installationId = gh.world.installationOf(repo.row.owner.login).id;
  github = gitHubApp(readSettings(gh.env).github()).for({ owner: 'acme', name: 'widget', installationId });
  const sha = (await repo.head()) ?? '';
  const output = { title: '2 errors', summary: 'a.js: boom' };
  await repo.reportCheck(sha, 'jenkins', 'build', { status: 'completed', conclusion: 'failure', output });

  const ci = await github.ci(sha);
  expect(ci).toMatchObject({ checks: [{ app: 'jenkins', conclusion: 'failure' }], unknown: ['statuses'] });
  expect(ci.checks[0] && (await github.failureLog(sha, ci.checks[0]))).toContain('a.js: boom');
});

test('the token for git opens this repository and no other', async () => {
  await gh.repository('acme/other', { private: true });
  const token = await github.gitToken('push');
  const known = gh.world.tokens.get(token);
  expect(known?.permissions).toMatchObject({ contents: 'write' });
  expect(Object.keys(known?.permissions ?? {})).not.toContain('issues');
  expect(known?.repositoryIds).toEqual([repo.row.id]);
  expect(github.gitUrl).toBe(repo.cloneUrl);
  expect(await github.defaultBranch()).toBe('main');
  expect((await github.author()).email).toBe(
    `${gh.world.user('fettle[bot]').id}+fettle[bot]@users.noreply.${new URL(gh.url).hostname}`,
  );
  expect(await app.identity()).toEqual({
    slug: 'fettle',
    login: 'fettle[bot]',
    id: gh.appId,
    guessed: false,
  });
});
