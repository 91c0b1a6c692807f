import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type GitHubDouble, startGitHub } from '../support/github/github.ts';
import { gitEnv } from '../support/github/state/git.ts';

const run = promisify(execFile);
let gh: GitHubDouble;
let folder: string;

beforeAll(async () => {
  gh = await startGitHub();
});
afterAll(async () => await gh.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clone-'));
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

/** Git as the app uses it: the token in a header, nowhere on disk. */
async function git(token: string | null, ...args: string[]): Promise<string> {
  const header = `Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
  const auth =
    token === null ? {} : { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'http.extraheader', GIT_CONFIG_VALUE_0: header };
  const who = ['-c', 'user.name=app', '-c', 'user.email=app@example.com'];
  const { stdout } = await run('git', [...who, ...args], { env: { ...gitEnv(), ...auth }, cwd: folder });
  return stdout.trim();
}

async function cloneChangePush(token: string, url: string, path: string, branch: string): Promise<string> {
  await git(token, 'clone', '--quiet', url, 'work');
  await git(null, '-C', 'work', 'checkout', '--quiet', '-b', branch);
  await run('mkdir', ['-p', join(folder, 'work', path, '..')]);
  await writeFile(join(folder, 'work', path), 'changed\n');
  await git(null, '-C', 'work', 'add', '-A');
  await git(null, '-C', 'work', 'commit', '--quiet', '-m', 'Change');
  await git(token, '-C', 'work', 'push', '--quiet', 'origin', branch);
  return await git(null, '-C', 'work', 'rev-parse', 'HEAD');
}

test('a private repository is cloned and pushed to with an installation token, and refuses without one', async () => {
  const repo = await gh.repository('acme/private', { private: true, files: { 'a.txt': 'one\n' } });
  const token = gh.installationToken('acme', { repositories: ['private'] });
  await expect(git(null, 'clone', repo.cloneUrl, 'nothing')).rejects.toThrow(/could not read Username|Authentication/);

  const sha = await cloneChangePush(token, repo.cloneUrl, 'a.txt', 'fettle/1-change');

  expect(await readFile(join(folder, 'work', 'a.txt'), 'utf8')).toBe('changed\n');
  expect(await repo.head('fettle/1-change')).toBe(sha);
  expect(await repo.file('a.txt', 'fettle/1-change')).toBe('changed');
  const push = gh.deliveries.find((it) => it.event === 'push' && it.payload.after === sha);
  expect(push?.payload).toMatchObject({
    ref: 'refs/heads/fettle/1-change',
    created: true,
    sender: { login: 'fettle[bot]', type: 'Bot' },
  });
});

test('a token for one repository opens no other, and one without contents:write cannot push', async () => {
  const mine = await gh.repository('acme/mine', { private: true });
  const other = await gh.repository('acme/other', { private: true });
  const narrow = gh.installationToken('acme', { repositories: ['mine'] });
  await expect(git(narrow, 'ls-remote', other.cloneUrl)).rejects.toThrow(/not found/);
  const reader = gh.installationToken('acme', {
    repositories: ['mine'],
    permissions: { contents: 'read', metadata: 'read' },
  });
  expect(await git(reader, 'ls-remote', mine.cloneUrl)).toContain('refs/heads/main');
  await expect(cloneChangePush(reader, mine.cloneUrl, 'a.txt', 'x')).rejects.toThrow(/403/);
});

test('a push moves the pull request whose branch it is, before git hears of its success', async () => {
  const repo = await gh.repository('acme/moves');
  await repo.pushAs('maria', 'topic', { 'a.txt': 'one\n' });
  const pr = await repo.openPullRequest({ title: 'Topic', head: 'topic', base: 'main' });
  const token = gh.installationToken('acme');
  await git(token, 'clone', '--quiet', '--branch', 'topic', repo.cloneUrl, 'work');
  await git(null, '-C', 'work', 'commit', '--quiet', '--allow-empty', '-m', 'More');
  await git(token, '-C', 'work', 'push', '--quiet', 'origin', 'HEAD:topic');

  expect(pr.head.sha).toBe(await git(null, '-C', 'work', 'rev-parse', 'HEAD'));
  expect(await git(token, 'ls-remote', repo.cloneUrl, `refs/pull/${pr.number}/head`)).toContain(pr.head.sha);
  const last = gh.deliveries.findLast((it) => it.event === 'pull_request');
  expect(last).toMatchObject({ action: 'synchronize', payload: { after: pr.head.sha } });
});

test("a person's push in between makes a compare-and-swap push fail and stay without effect", async () => {
  const repo = await gh.repository('acme/race');
  const seen = await repo.pushAs('maria', 'topic', { 'a.txt': 'one\n' });
  const token = gh.installationToken('acme');
  await git(token, 'clone', '--quiet', '--branch', 'topic', repo.cloneUrl, 'work');
  await git(null, '-C', 'work', 'commit', '--quiet', '--allow-empty', '-m', 'Ours');
  const theirs = await repo.pushAs('maria', 'topic', { 'a.txt': 'two\n' });
  const push = git(token, '-C', 'work', 'push', `--force-with-lease=topic:${seen}`, 'origin', 'HEAD:topic');
  await expect(push).rejects.toThrow(/stale info|rejected/);
  expect(await repo.head('topic')).toBe(theirs);
});

test('an app without the workflows permission cannot push workflow files', async () => {
  const repo = await gh.repository('acme/flows');
  const token = gh.installationToken('acme');
  const push = cloneChangePush(token, repo.cloneUrl, '.github/workflows/ci.yml', 'flows');
  await expect(push).rejects.toThrow(/without `workflows` permission/);
  expect(await repo.head('flows')).toBeNull();
});

test('a push can arrive although git never hears of it', async () => {
  const repo = await gh.repository('acme/dropped');
  gh.fault({ match: /^POST .*\/git-receive-pack$/, kind: 'drop-after-effect' });
  await expect(cloneChangePush(gh.installationToken('acme'), repo.cloneUrl, 'a.txt', 'topic')).rejects.toThrow();
  expect(await repo.head('topic')).toBe(await git(null, '-C', 'work', 'rev-parse', 'HEAD'));
});

test('a local repository is taken over with its history, and a person pushes to it with a token of their own', async () => {
  await git(null, 'init', '--quiet', 'old');
  await git(null, '-C', 'old', 'commit', '--quiet', '--allow-empty', '-m', 'Long ago');
  const repo = await gh.repository('acme/old', { from: join(folder, 'old'), private: true });
  expect(await repo.git('log', '--format=%s', 'main')).toBe('Long ago');
  await cloneChangePush(gh.user('maria').token, repo.cloneUrl, 'a.txt', 'by-maria');
  expect(gh.deliveries.findLast((it) => it.event === 'push')?.payload).toMatchObject({
    sender: { login: 'maria', type: 'User' },
  });
  const stranger = gh.user('stranger').token;
  await expect(git(stranger, 'ls-remote', repo.cloneUrl)).rejects.toThrow(/not found/);
});

test('a protected branch refuses pushes', async () => {
  const repo = await gh.repository('acme/protected');
  repo.protect('main');
  const token = gh.installationToken('acme');
  await git(token, 'clone', '--quiet', repo.cloneUrl, 'work');
  await git(null, '-C', 'work', 'commit', '--quiet', '--allow-empty', '-m', 'More');
  await expect(git(token, '-C', 'work', 'push', 'origin', 'HEAD:main')).rejects.toThrow(
    /Protected branch update failed/,
  );
});
