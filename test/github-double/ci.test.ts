import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CiJob } from '../support/github/ci/spec.ts';
import { type GitHubDouble, startGitHub } from '../support/github/github.ts';
import type { RepositoryStory } from '../support/github/stories/repository.ts';

let gh: GitHubDouble;
beforeAll(async () => {
  gh = await startGitHub();
});
afterAll(async () => await gh.close());

async function get(path: string): Promise<Record<string, unknown>> {
  const headers = { authorization: `token ${gh.installationToken('acme')}` };
  return (await (await fetch(`${gh.apiUrl}${path}`, { headers })).json()) as Record<string, unknown>;
}

async function pushAndWait(repo: RepositoryStory, files: Record<string, string>): Promise<string> {
  const sha = await repo.pushAs('maria', 'topic', files);
  await gh.settled();
  return sha;
}

test('commands really run on the pushed commit: red with a log like Actions writes, then green', async () => {
  const run = [
    {
      name: 'Test',
      run: 'echo "zone $TZ"; grep -q right answer.txt || { echo "::error file=answer.txt,line=1::wrong answer"; exit 3; }',
    },
  ];
  const ci = {
    workflow: 'CI',
    env: { TZ: 'Asia/Tokyo' },
    jobs: [
      { name: 'test', run },
      { name: 'lint', run: 'true' },
    ],
  };
  const repo = await gh.repository('acme/real', { files: { 'answer.txt': 'right\n' }, ci });

  const red = await pushAndWait(repo, { 'answer.txt': 'wrong\n' });
  expect(repo.checks(red).map((it) => [it.name, it.conclusion, it.suite.app.slug])).toEqual(
    expect.arrayContaining([
      ['test', 'failure', 'github-actions'],
      ['lint', 'success', 'github-actions'],
    ]),
  );
  const failed = repo.checks(red).find((it) => it.conclusion === 'failure');
  const log = await fetch(`${gh.apiUrl}/repos/acme/real/actions/jobs/${failed?.id}/logs`, {
    headers: { authorization: `token ${gh.installationToken('acme')}` },
  });
  const text = await log.text();
  expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z zone Asia\/Tokyo$/m);
  expect(text).toMatch(/Z ##\[error\]wrong answer\n.*Z ##\[error\]Process completed with exit code 3\./);
  const notes = await get(`/repos/acme/real/check-runs/${failed?.id}/annotations`);
  expect(notes).toMatchObject([
    { path: 'answer.txt', message: 'wrong answer', annotation_level: 'failure' },
    { path: '.github' },
  ]);
  expect(await get(`/repos/acme/real/actions/runs?head_sha=${red}`)).toMatchObject({
    total_count: 1,
    workflow_runs: [{ status: 'completed', conclusion: 'failure', head_branch: 'topic' }],
  });

  const green = await pushAndWait(repo, { 'answer.txt': 'right\n' });
  expect(repo.checks(green).map((it) => it.conclusion)).toEqual(['success', 'success']);
  const events = gh.deliveries.map((it) => `${it.event}.${it.action}`);
  const transitions = [
    'workflow_run.requested',
    'check_run.created',
    'workflow_run.in_progress',
    'check_run.completed',
    'check_suite.completed',
    'workflow_run.completed',
  ];
  expect(events).toEqual(expect.arrayContaining(transitions));
});

test("every push makes a suite for the app itself that stays queued, beside CI's", async () => {
  const repo = await gh.repository('acme/suites', { ci: { jobs: [{ name: 'test', results: ['success'] }] } });
  const sha = await pushAndWait(repo, { 'a.txt': 'one\n' });
  const { check_suites } = await get(`/repos/acme/suites/commits/${sha}/check-suites`);
  expect(check_suites).toMatchObject([
    { app: { slug: 'fettle' }, status: 'queued', conclusion: null, latest_check_runs_count: 0 },
    { app: { slug: 'github-actions' }, status: 'completed', conclusion: 'success' },
  ]);
});

test('scripted results come in turn, and a rerun of the failed jobs is a new attempt', async () => {
  const jobs: CiJob[] = [{ name: 'flaky', results: ['failure', 'success'] }, { name: 'steady' }];
  const repo = await gh.repository('acme/flaky', { ci: { jobs } });
  const sha = await pushAndWait(repo, { 'a.txt': 'one\n' });
  expect(repo.runs[0]).toMatchObject({ conclusion: 'failure', attempt: 1 });
  const headers = { authorization: `token ${gh.installationToken('acme')}` };
  const url = `${gh.apiUrl}/repos/acme/flaky/actions/runs/${repo.runs[0]?.id}/rerun-failed-jobs`;
  expect((await fetch(url, { method: 'POST', headers })).status).toBe(201);
  await gh.settled();
  expect(repo.runs[0]).toMatchObject({ conclusion: 'success', attempt: 2 });
  expect(repo.checks(sha).map((it) => [it.name, it.conclusion])).toEqual([
    ['flaky', 'success'],
    ['steady', 'success'],
  ]);
  expect(await get(`/repos/acme/flaky/commits/${sha}/check-runs?filter=all`)).toMatchObject({ total_count: 3 });
});

test('a job that registers late keeps the suite from looking finished', async () => {
  const ci = { jobs: [{ name: 'early' }, { name: 'late', appearsAfterMs: 1_500 }] };
  const repo = await gh.repository('acme/late', { ci });
  const sha = await repo.pushAs('maria', 'topic', { 'a.txt': 'one\n' });
  await gh.waitFor(() => repo.checks(sha).some((it) => it.status === 'completed'), 5000, 'the early job');
  const { check_suites } = await get(`/repos/acme/late/commits/${sha}/check-suites?app_id=15368`);
  expect(check_suites).toMatchObject([{ status: 'in_progress', conclusion: null }]);
  await gh.settled();
  expect(repo.checks(sha)).toHaveLength(2);
});

test('a CI of classic statuses only', async () => {
  const jobs = [
    { name: 'ci/build', run: 'exit 1' },
    { name: 'ci/docs', results: ['success' as const] },
  ];
  const repo = await gh.repository('acme/statuses', { ci: { report: 'statuses', jobs } });
  const sha = await pushAndWait(repo, { 'a.txt': 'one\n' });
  const combined = await get(`/repos/acme/statuses/commits/${sha}/status`);
  expect(combined).toMatchObject({ state: 'failure', total_count: 2 });
  expect(
    gh.deliveries.filter((it) => it.event === 'status' && it.payload.sha === sha).map((it) => it.payload.state),
  ).toHaveLength(4);
  expect(repo.checks(sha)).toEqual([]);
});

test('other apps and people report on a commit too', async () => {
  const repo = await gh.repository('acme/others');
  const sha = await pushAndWait(repo, { 'a.txt': 'one\n' });
  const first = await repo.reportCheck(sha, 'buildkite', 'build', { status: 'in_progress' });
  const again = await repo.reportCheck(sha, 'buildkite', 'build', {
    conclusion: 'timed_out',
    output: { summary: 'too slow' },
  });
  expect(again).toBe(first);
  await repo.reportStatus(sha, { context: 'license/cla', state: 'pending' }, 'cla-bot');
  expect(await get(`/repos/acme/others/commits/${sha}/check-runs`)).toMatchObject({
    check_runs: [
      { name: 'build', conclusion: 'timed_out', app: { slug: 'buildkite' }, output: { summary: 'too slow' } },
    ],
  });
  expect(await get(`/repos/acme/others/commits/${sha}/status`)).toMatchObject({
    state: 'pending',
    statuses: [{ context: 'license/cla', creator: { login: 'cla-bot' } }],
  });
});
