import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Probot, ProbotOctokit } from 'probot';
import { type GitHubDouble, startGitHub } from '../support/github/github.ts';
import type { RepositoryStory } from '../support/github/stories/repository.ts';

let gh: GitHubDouble;
let repo: RepositoryStory;
let octokit: ProbotOctokit;
const at = { owner: 'acme', repo: 'widget' };

/** Octokit exactly as Probot hands it to the app, without its pauses between writes. */
function probot(): Probot {
  const Octokit = ProbotOctokit.defaults((options: { throttle?: object }) => ({
    ...options,
    throttle: { ...options.throttle, enabled: false },
    retry: { enabled: false },
  }));
  const { appId, privateKey, webhookSecret: secret, apiUrl: baseUrl } = gh;
  return new Probot({ appId, privateKey, secret, baseUrl, Octokit, logLevel: 'fatal' });
}

beforeAll(async () => {
  gh = await startGitHub();
  repo = await gh.repository('acme/widget', { files: { 'src/a.js': 'one\n', 'b.txt': 'b\n' } });
  octokit = await probot().auth(gh.world.installationOf('acme').id);
});
afterAll(async () => await gh.close());

test("Probot's Octokit logs in as the app and reads what a run needs", async () => {
  const issue = repo.openIssue({ title: 'Broken', body: 'It fails.' }, 'otto').addLabel('fettle', 'maria');
  const { data } = await octokit.rest.issues.get({ ...at, issue_number: issue.number });
  expect(data).toMatchObject({ title: 'Broken', user: { login: 'otto', type: 'User' }, labels: [{ name: 'fettle' }] });
  const events = await octokit.rest.issues.listEvents({ ...at, issue_number: issue.number });
  expect(events.data).toMatchObject([{ event: 'labeled', actor: { login: 'maria' }, label: { name: 'fettle' } }]);
  const roles = await Promise.all(
    ['maria', 'otto'].map(
      async (username) =>
        (await octokit.rest.repos.getCollaboratorPermissionLevel({ ...at, username })).data.permission,
    ),
  );
  expect(roles).toEqual(['write', 'read']);
  const file = await octokit.rest.repos.getContent({ ...at, path: 'src/a.js' });
  expect(file.data).toMatchObject({ type: 'file', content: Buffer.from('one\n').toString('base64') });
  const app = await (await probot().auth()).rest.apps.getAuthenticated();
  expect(app.data).toMatchObject({ slug: 'fettle' });
  expect(gh.unexpected).toEqual([]);
});

test('a commit made over the API becomes a draft pull request that GraphQL makes ready', async () => {
  const base = await octokit.rest.git.getRef({ ...at, ref: 'heads/main' });
  const { sha } = base.data.object;
  const commit = await octokit.rest.git.getCommit({ ...at, commit_sha: sha });
  const tree = await octokit.rest.git.createTree({
    ...at,
    base_tree: commit.data.tree.sha,
    tree: [
      { path: 'src/a.js', mode: '100755', type: 'blob', content: 'two\n' },
      { path: 'b.txt', mode: '100644', type: 'blob', sha: null },
    ],
  });
  const made = await octokit.rest.git.createCommit({ ...at, message: 'Fix', tree: tree.data.sha, parents: [sha] });
  expect(made.data.verification.verified).toBe(true);
  await octokit.rest.git.createRef({ ...at, ref: 'refs/heads/fettle/2-fix', sha: made.data.sha });
  const wanted = { ...at, title: 'Fix', head: 'fettle/2-fix', base: 'main', body: 'Closes #1' };
  const { data: pull } = await octokit.rest.pulls.create({ ...wanted, draft: true });

  const found = await octokit.rest.pulls.list({ ...at, head: 'acme:fettle/2-fix', state: 'all' });
  expect(found.data.map((it) => it.number)).toEqual([pull.number]);
  await expect(octokit.rest.pulls.create(wanted)).rejects.toThrow(/already exists for acme:fettle\/2-fix/);
  const files = await octokit.rest.pulls.listFiles({ ...at, pull_number: pull.number });
  expect(files.data.map((it) => [it.filename, it.status])).toEqual([
    ['b.txt', 'removed'],
    ['src/a.js', 'modified'],
  ]);
  const story = repo.pullRequest(pull.number);
  expect(story.draft).toBe(true);
  const mutation =
    'mutation($id: ID!) { markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { number isDraft } } }';
  const ready = await octokit.graphql(mutation, { id: pull.node_id });
  expect(ready).toEqual({ markPullRequestReadyForReview: { pullRequest: { number: pull.number, isDraft: false } } });
  await story.merge('maria');
  expect(repo.issue(1).state).toBe('closed');
  expect(await repo.file('src/a.js')).toBe('two');
});

test('lists come in pages that Octokit follows', async () => {
  const issue = repo.openIssue({ title: 'Talk' });
  for (let i = 0; i < 7; i += 1) issue.comment(`comment ${i}`);
  const all = await octokit.paginate(octokit.rest.issues.listComments, {
    ...at,
    issue_number: issue.number,
    per_page: 3,
  });
  expect(all.map((it) => it.body)).toEqual([0, 1, 2, 3, 4, 5, 6].map((i) => `comment ${i}`));
});

test('an unchanged answer is 304 for a client that knows its etag', async () => {
  const headers = { authorization: `token ${gh.installationToken('acme')}` };
  const url = `${gh.apiUrl}/repos/acme/widget/issues/1`;
  const etag = (await fetch(url, { headers })).headers.get('etag') ?? '';
  expect((await fetch(url, { headers: { ...headers, 'if-none-match': etag } })).status).toBe(304);
  repo.issue(1).edit({ title: 'Changed' });
  expect((await fetch(url, { headers: { ...headers, 'if-none-match': etag } })).status).toBe(200);
});

test('a token works for the repositories and permissions it was asked for, and no longer than it lives', async () => {
  await gh.repository('acme/secret', { private: true });
  const app = await probot().auth();
  const installation_id = gh.world.installationOf('acme').id;
  const { data } = await app.rest.apps.createInstallationAccessToken({
    installation_id,
    repositories: ['widget'],
    permissions: { issues: 'read' },
  });
  const get = async (path: string, init: RequestInit = {}): Promise<number> =>
    (await fetch(`${gh.apiUrl}${path}`, { ...init, headers: { authorization: `Bearer ${data.token}` } })).status;
  expect(await get('/repos/acme/widget/issues/1')).toBe(200);
  expect(await get('/repos/acme/secret')).toBe(404);
  expect(await get('/repos/acme/widget/issues', { method: 'POST', body: '{"title":"x"}' })).toBe(403);
  gh.expireTokens();
  expect(await get('/repos/acme/widget/issues/1')).toBe(401);
  const tooMuch = app.rest.apps.createInstallationAccessToken({
    installation_id,
    permissions: { administration: 'write' },
  });
  await expect(tooMuch).rejects.toMatchObject({ status: 422 });
});

test('what GitHub does not know is refused and remembered', async () => {
  const one = await startGitHub();
  await one.repository('acme/widget');
  const headers = { authorization: `token ${one.installationToken('acme')}` };
  const ask = async (path: string, init: RequestInit = { headers }): Promise<number> =>
    (await fetch(`${one.apiUrl}${path}`, init)).status;
  expect(await ask('/repos/acme/widget/nonsense')).toBe(404);
  expect(await ask('/repos/acme/widget', {})).toBe(401);
  expect(await ask('/app')).toBe(401);
  expect(await ask('/repos/acme/widget/issues', { method: 'POST', headers, body: '{"titel":"x"}' })).toBe(422);
  expect(await ask('/repos/acme/widget/issues/9')).toBe(404);
  expect(one.unexpected.map((it) => it.status)).toEqual([404, 401, 401, 422]);
  await one.close();
});

test('drafts can be refused, as on plans without them', async () => {
  const plain = await gh.repository('acme/plain');
  plain.refuseDrafts();
  await plain.pushAs('maria', 'topic', { 'a.txt': 'one\n' });
  const token = await probot().auth(gh.world.installationOf('acme').id);
  const wanted = { owner: 'acme', repo: 'plain', title: 'T', head: 'topic', base: 'main' };
  await expect(token.rest.pulls.create({ ...wanted, draft: true })).rejects.toMatchObject({ status: 422 });
  expect((await token.rest.pulls.create(wanted)).data.draft).toBe(false);
});

test("a person's review reaches the app as reviews, comments and events", async () => {
  const reviewed = await gh.repository('acme/reviewed');
  await reviewed.pushAs('maria', 'topic', { 'a.txt': 'one\n' });
  const pr = await reviewed.openPullRequest({ title: 'T', head: 'topic', base: 'main' }, 'otto');
  pr.review({ event: 'REQUEST_CHANGES', body: 'No.', comments: [{ path: 'a.txt', line: 1, body: 'Why?' }] });
  const where = { owner: 'acme', repo: 'reviewed', pull_number: pr.number };
  const client = await probot().auth(gh.world.installationOf('acme').id);
  expect((await client.rest.pulls.listReviews(where)).data).toMatchObject([
    { state: 'CHANGES_REQUESTED', user: { login: 'maria' } },
  ]);
  expect((await client.rest.pulls.listReviewComments(where)).data).toMatchObject([
    { path: 'a.txt', line: 1, body: 'Why?' },
  ]);
  expect(gh.deliveries.slice(-2).map((it) => it.event)).toEqual(['pull_request_review', 'pull_request_review_comment']);
  await reviewed.deleteBranch('topic');
  expect(pr.state).toBe('closed');
});
