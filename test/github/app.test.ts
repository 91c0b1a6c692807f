import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { gitHubApp } from '../../src/github/app.ts';
import type { CheckState, GitHub } from '../../src/github/types.ts';

const HOST = 'http://ghe.test:4000';
const API = '/api/v3';
const REPO = `${API}/repos/acme/parcel`;
const MARKER = '<!-- fettle:run=r1 -->';
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** A clock that jumps instead of sleeping, and remembers for how long it was asked to. */
function jumpingClock() {
  let at = Date.parse('2026-11-24T12:00:00Z');
  const slept: number[] = [];
  return {
    slept,
    now: () => at,
    sleep: (ms: number) => {
      slept.push(ms);
      at += ms;
      return Promise.resolve();
    },
  };
}

let clock: ReturnType<typeof jumpingClock>;
let github: GitHub;
// nock patches this process's sockets for whatever test file comes next, too.
afterAll(() => nock.restore());

let server: nock.Scope;

beforeEach(() => {
  if (!nock.isActive()) nock.activate();
  nock.disableNetConnect();
  clock = jumpingClock();
  server = nock(HOST);
  const settings = {
    appId: 42,
    privateKey: pem,
    webhookSecret: 'x',
    webhookProxyUrl: null,
    webUrl: HOST,
    apiUrl: HOST + API,
  };
  github = gitHubApp(settings, { clock }).for({ owner: 'acme', name: 'parcel', installationId: 5 });
});

afterEach(() => {
  const left = nock.pendingMocks();
  nock.cleanAll();
  nock.enableNetConnect();
  expect(left).toEqual([]);
});

/** Installation tokens `t1`, `t2`, ... , each valid for an hour. */
function tokens(count: number): void {
  for (let number = 1; number <= count; number += 1) {
    server
      .post(`${API}/app/installations/5/access_tokens`)
      .reply(201, () => ({ token: `t${number}`, expires_at: new Date(clock.now() + 3_600_000).toISOString() }));
  }
}
const as = (token: string) => ({ reqheaders: { authorization: `token ${token}` } });
const app = () => server.get(`${API}/app`).reply(200, { id: 42, slug: 'fettle' });

const pull = (change: object = {}) => ({
  number: 3,
  node_id: 'PR_3',
  html_url: `${HOST}/acme/parcel/pull/3`,
  state: 'open',
  draft: true,
  labels: [],
  head: { sha: 'abc', ref: 'fettle/1-x', repo: { full_name: 'acme/parcel' } },
  base: { ref: 'main' },
  ...change,
});
const spec = { title: 'T', body: 'B', head: 'fettle/1-x', base: 'main' };
const comment = (id: number, login: string, body: string, type = 'User') => ({
  id,
  user: { login, type },
  body,
  created_at: '2026-11-24T10:00:00Z',
  updated_at: '2026-11-24T10:00:00Z',
});
const repository = { default_branch: 'trunk' };

describe('patience', () => {
  test('a refused token is replaced by a fresh one', async () => {
    tokens(2);
    nock(HOST, as('t1')).get(REPO).reply(401, { message: 'Bad credentials' });
    nock(HOST, as('t2')).get(REPO).reply(200, repository);
    expect(await github.defaultBranch()).toBe('trunk');
  });

  test('a server in trouble, a dropped connection and a body that breaks off are borne', async () => {
    tokens(1);
    server.get(REPO).reply(502, 'Bad gateway');
    server.get(REPO).replyWithError(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }));
    server.get(REPO).reply(200, '{"default_bra', { 'content-type': 'application/json' });
    server.get(REPO).reply(200, repository);
    expect(await github.defaultBranch()).toBe('trunk');
    expect(clock.slept).toHaveLength(3);
  });

  test('a secondary limit is waited for as long as it asks, and a minute when it does not say', async () => {
    tokens(1);
    const message = 'You have exceeded a secondary rate limit.';
    server.get(REPO).reply(403, { message }, { 'retry-after': '7' });
    server.get(REPO).reply(429, { message });
    server.get(REPO).reply(200, repository);
    await github.defaultBranch();
    expect(clock.slept).toEqual([7_000, 60_000]);
  });

  test('patience ends, with the cause', async () => {
    tokens(1);
    server.get(REPO).times(200).reply(503, { message: 'down' });
    const error = await github.defaultBranch().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ status: 503, cause: { message: 'down' } });
    expect(String(error)).toMatch(/GitHub: reading the default branch failed after \d+ tries$/);
    expect(clock.slept.reduce((sum, ms) => sum + ms)).toBeLessThanOrEqual(240_000);
    nock.cleanAll();
  });

  test('what another try would not change is not tried again', async () => {
    tokens(1);
    server.get(REPO).reply(403, { message: 'Resource not accessible by integration' });
    await expect(github.defaultBranch()).rejects.toThrow('reading the default branch failed');
    expect(clock.slept).toEqual([]);
  });
});

describe('the token for git', () => {
  test('is for this repository and contents only, and kept until shortly before it ends', async () => {
    const narrow = { repositories: ['parcel'], permissions: { contents: 'write' } };
    const answer = (token: string) => () => ({ token, expires_at: new Date(clock.now() + 3_600_000).toISOString() });
    server.post(`${API}/app/installations/5/access_tokens`, narrow).reply(201, answer('g1'));
    server.post(`${API}/app/installations/5/access_tokens`, narrow).reply(201, answer('g2'));
    server.post(`${API}/app/installations/5/access_tokens`, narrow).reply(201, answer('g3'));
    expect([await github.gitToken('push'), await github.gitToken('push')]).toEqual(['g1', 'g1']);
    await clock.sleep(56 * 60_000);
    expect(await github.gitToken('push')).toBe('g2');
    expect(await github.gitToken('push', 'g2')).toBe('g3');
    expect(await github.gitToken('push', 'g2')).toBe('g3');
  });
});

describe('the pull request', () => {
  const list = (prs: object[]) => server.get(`${REPO}/pulls`).query(true).reply(200, prs);

  test('that an earlier try opened is found, and not opened twice', async () => {
    tokens(2);
    server.post(`${REPO}/pulls`).replyWithError('socket hang up');
    list([pull()]);
    expect(await github.createPullRequest(spec)).toMatchObject({
      number: 3,
      draft: true,
      merged: false,
      headSha: 'abc',
    });
  });

  test("of a fork's branch with our name is not ours", async () => {
    tokens(1);
    list([pull({ head: { sha: 'evil', ref: 'fettle/1-x', repo: { full_name: 'eve/parcel' } } })]);
    expect(await github.findPullRequest('fettle/1-x')).toBeNull();
  });

  test('is a normal one with a label where drafts are refused', async () => {
    tokens(3);
    server
      .post(`${REPO}/pulls`, { ...spec, draft: true })
      .reply(422, { message: 'Draft pull requests are not supported in this repository.' });
    list([]);
    server.post(`${REPO}/pulls`, { ...spec, draft: false }).reply(201, pull({ draft: false }));
    server.post(`${REPO}/issues/3/labels`).reply(500, {});
    list([pull({ draft: false })]);
    server.post(`${REPO}/issues/3/labels`, { labels: ['fettle:in-progress'] }).reply(200, []);
    expect(await github.createPullRequest(spec)).toMatchObject({ draft: false, labels: ['fettle:in-progress'] });
  });

  test('waits for a branch that the API does not know yet, and not for one without a change', async () => {
    tokens(2);
    const errors = [{ resource: 'PullRequest', field: 'head', code: 'invalid' }];
    server.post(`${REPO}/pulls`).reply(422, { message: 'Validation Failed', errors });
    list([]);
    server.post(`${REPO}/pulls`).reply(201, pull());
    expect(await github.createPullRequest(spec)).toMatchObject({ number: 3 });
    const nothing = [{ resource: 'PullRequest', code: 'custom', message: 'No commits between main and fettle/1-x' }];
    server.post(`${REPO}/pulls`).reply(422, { message: 'Validation Failed', errors: nothing });
    await expect(github.createPullRequest(spec)).rejects.toMatchObject({ status: 422 });
  });

  test('becomes ready by GraphQL beside the REST root, once', async () => {
    tokens(2);
    const pr = {
      ...pull(),
      nodeId: 'PR_3',
      url: '',
      merged: false,
      headSha: '',
      headRef: '',
      baseRef: '',
      mergeable: null,
      repoName: null,
      readOnly: false,
      updatedAt: '',
      state: 'open' as const,
    };
    server.get(`${REPO}/pulls/3`).reply(200, pull());
    server.post('/api/graphql', /markPullRequestReadyForReview.*PR_3/s).reply(502, '');
    server.get(`${REPO}/pulls/3`).reply(200, pull());
    server.post('/api/graphql').reply(200, { errors: [{ message: 'Pull request is not a draft' }] });
    server.get(`${REPO}/pulls/3`).reply(200, pull({ draft: false }));
    await github.markReady(pr);
  });
});

describe('the status comment', () => {
  const list = (comments: object[]) =>
    server.get(`${REPO}/issues/1/comments`).query({ per_page: 100, page: 1 }).reply(200, comments);

  test('that an earlier try posted is found by its marker and edited', async () => {
    tokens(2);
    app();
    list([]);
    server.post(`${REPO}/issues/1/comments`).reply(502, {});
    list([comment(8, 'eve', `${MARKER} I am the bot`), comment(9, 'fettle[bot]', `${MARKER}\nold`, 'Bot')]);
    server.patch(`${REPO}/issues/comments/9`, { body: `${MARKER}\nnew` }).reply(200, { id: 9 });
    expect(await github.upsertComment(1, MARKER, 'new', null)).toBe(9);
  });

  test('is known as ours by being a bot where the server does not tell who we are', async () => {
    tokens(2);
    server.get(`${API}/app`).reply(404, {});
    list([]);
    server.post(`${REPO}/issues/1/comments`).reply(502, {});
    list([comment(8, 'eve', `${MARKER} I am the bot`), comment(9, 'house-app[bot]', `${MARKER}\nold`, 'Bot')]);
    server.patch(`${REPO}/issues/comments/9`).reply(200, { id: 9 });
    expect(await github.upsertComment(1, MARKER, 'new', null)).toBe(9);
  });

  test("is not held back by Probot's pacing of writes, three seconds for each comment", async () => {
    tokens(2);
    app();
    const started = Date.now();
    for (let id = 1; id <= 5; id += 1) {
      list([]);
      server.post(`${REPO}/issues/1/comments`).reply(201, { id });
      await github.upsertComment(1, MARKER, 'text', null);
    }
    expect(Date.now() - started).toBeLessThan(9_000);
  });

  test('that a person deleted is written anew', async () => {
    tokens(2);
    app();
    server.patch(`${REPO}/issues/comments/9`).reply(404, {});
    list([]);
    server.post(`${REPO}/issues/1/comments`).reply(201, { id: 10 });
    expect(await github.upsertComment(1, MARKER, `${MARKER}\nnew`, 9)).toBe(10);
  });
});

describe('what another server lacks', () => {
  test('costs a reaction, an event or a kind of check, never the run', async () => {
    tokens(2);
    server.post(`${REPO}/issues/1/reactions`).reply(404, {});
    server.get(`${REPO}/issues/1/events`).query(true).reply(404, {});
    server.get(`${REPO}/collaborators/eve/permission`).reply(404, {});
    server.get(`${REPO}/git/ref/heads%2Fnone`).reply(404, {});
    server.get(`${REPO}/commits/abc/check-suites`).query(true).reply(404, {});
    server.get(`${REPO}/actions/runs`).query(true).reply(403, { message: 'Resource not accessible by integration' });
    server.get(`${REPO}/commits/abc/status`).query(true).reply(403, {});
    const checkRuns = [
      { id: 1, name: 'build', status: 'completed', conclusion: 'failure', app: { id: 7, slug: 'ci' } },
    ];
    server.get(`${REPO}/commits/abc/check-runs`).query(true).reply(200, { total_count: 1, check_runs: checkRuns });
    await github.react({ issue: 1 }, 'eyes');
    expect(await github.labelled(1, 'fettle')).toBeNull();
    expect(await github.permission('eve')).toBe('none');
    expect(await github.branchHead('none')).toBeNull();
    expect(await github.ci('abc')).toMatchObject({
      checks: [{ app: 'ci', conclusion: 'failure' }],
      unknown: ['statuses'],
    });
  });

  test('roles of their own fall back to what they grant', async () => {
    tokens(1);
    const path = (login: string) => `${REPO}/collaborators/${login}/permission`;
    server.get(path('a')).reply(200, { permission: 'write', role_name: 'maintain' });
    server.get(path('b')).reply(200, { permission: 'read', role_name: 'security-auditor' });
    expect([await github.permission('a'), await github.permission('b')]).toEqual(['maintain', 'read']);
  });
});

test("commits are by the bot account, whose number is not the app's", async () => {
  tokens(1);
  app();
  server.get(`${API}/users/fettle%5Bbot%5D`).reply(200, { id: 9001, login: 'fettle[bot]' });
  expect(await github.author()).toEqual({ name: 'fettle[bot]', email: '9001+fettle[bot]@users.noreply.ghe.test' });
  server.get(`${API}/users/fettle%5Bbot%5D`).reply(404, {});
  expect(await github.author()).toEqual({ name: 'fettle[bot]', email: 'fettle[bot]@users.noreply.ghe.test' });
});

describe('lists', () => {
  test('are read to their end, by number, from our own server', async () => {
    tokens(1);
    const link = '<http://evil.test/steal?page=2>; rel="next", <http://evil.test/steal?page=9>; rel="last"';
    const page = (number: number) => server.get(`${REPO}/issues/1/comments`).query({ per_page: 100, page: number });
    page(1).reply(200, [comment(1, 'a', 'one')], { link });
    page(2).reply(200, [comment(2, 'dependabot[bot]', 'two')]);
    expect((await github.comments(1)).map((it) => [it.body, it.author.isBot])).toEqual([
      ['one', false],
      ['two', true],
    ]);
  });
});

describe('the log of a red check', () => {
  const check: CheckState = {
    app: 'github-actions',
    name: 'build',
    status: 'completed',
    conclusion: 'failure',
    checkRunId: 77,
    url: null,
    at: 0,
    text: '',
  };

  test('is the output, the annotations and the job log, fetched without showing our token to its store', async () => {
    tokens(1);
    server.get(`${REPO}/check-runs/77`).reply(200, {
      id: 77,
      name: 'build',
      status: 'completed',
      conclusion: 'failure',
      output: { title: '1 error', summary: null, text: null },
    });
    const annotation = { path: 'a.js', start_line: 3, annotation_level: 'failure', message: 'boom' };
    server.get(`${REPO}/check-runs/77/annotations`).query(true).reply(200, [annotation]);
    nock(HOST, as('t1'))
      .get(`${REPO}/actions/jobs/77/logs`)
      .reply(302, '', { location: 'http://blobs.test/log?sig=1' });
    nock('http://blobs.test', { badheaders: ['authorization'] })
      .get('/log?sig=1')
      .reply(200, 'line 1\nline 2\n');
    expect(await github.failureLog('abc', check)).toBe(
      '== output ==\n1 error\n\n== annotations ==\na.js:3: failure: boom\n\n== log ==\nline 1\nline 2',
    );
  });

  test('keeps the end of a huge one', async () => {
    tokens(1);
    server.get(`${REPO}/check-runs/77`).reply(404, {});
    server.get(`${REPO}/check-runs/77/annotations`).query(true).reply(404, {});
    server.get(`${REPO}/actions/jobs/99/logs`).reply(200, `${'x'.repeat(6 * 1024 * 1024)}THE END`);
    const url = `${HOST}/acme/parcel/actions/runs/5/job/99`;
    const log = await github.failureLog('abc', { ...check, url });
    expect(log.length).toBeLessThanOrEqual(4 * 1024 * 1024);
    expect(log.endsWith('THE END')).toBe(true);
  });

  test('of a status is what it says', async () => {
    const status = { ...check, app: 'status', checkRunId: null, text: 'Build #5 failed', url: 'http://ci.test/5' };
    expect(await github.failureLog('abc', status)).toBe('== status ==\nBuild #5 failed\nhttp://ci.test/5');
  });

  test('that has gone is admitted', async () => {
    tokens(1);
    server.get(`${REPO}/check-runs/77`).reply(404, {});
    server.get(`${REPO}/check-runs/77/annotations`).query(true).reply(404, {});
    server.get(`${REPO}/actions/jobs/77/logs`).reply(410, {});
    expect(await github.failureLog('abc', check)).toContain('build says nothing of abc but failure.');
  });
});
