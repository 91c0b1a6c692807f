import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { gitHubApp } from '../../src/github/app.ts';
import { permissionsFor } from '../../src/github/purpose.ts';
import type { GitHub } from '../../src/github/types.ts';
import { readSettings } from '../../src/settings.ts';
import { type GitHubDouble, startGitHub } from '../support/github/github.ts';
import type { RepositoryStory } from '../support/github/stories/repository.ts';

let gh: GitHubDouble;
let repo: RepositoryStory;
let github: GitHub;

beforeEach(async () => {
  gh = await startGitHub();
  repo = await gh.repository('acme/widget', { private: true });
  await gh.repository('acme/other', { private: true });
  const installationId = gh.world.installationOf(repo.row.owner.login).id;
  github = gitHubApp(readSettings(gh.env).github()).for({ owner: 'acme', name: 'widget', installationId });
});
afterEach(async () => {
  expect(gh.unexpected).toEqual([]);
  await gh.close();
});

/** What every token that was handed out until now may do. */
const granted = () =>
  [...gh.world.tokens.values()].map(({ permissions }) =>
    Object.entries(permissions)
      .filter(([name, level]) => name !== 'metadata' && level === 'write')
      .map(([name]) => name)
      .toSorted(),
  );

test('every token is for one repository, and writes only what its call writes', async () => {
  await repo.pushAs('maria', 'fettle/1-x', { 'a.js': 'ok' });
  const issue = repo.openIssue({ title: 'Broken' });
  await github.defaultBranch();
  await github.gitToken('fetch');
  await github.upsertComment(issue.number, '<!-- fettle:run=r1 -->', 'text', null);
  await github.gitToken('push');
  const pr = await github.createPullRequest({ title: 'T', body: 'B', head: 'fettle/1-x', base: 'main' });
  await github.markReady(pr);

  expect(granted()).toEqual([
    [],
    [],
    ['issues', 'pull_requests'],
    ['contents'],
    ['pull_requests'],
    ['contents', 'pull_requests'],
  ]);
  expect([...gh.world.tokens.values()].map((it) => it.repositoryIds)).toEqual(
    [...gh.world.tokens.values()].map(() => [repo.row.id]),
  );
});

test('a repository with another name is found, and gets a token of its own again', async () => {
  repo.rename('gadget');
  expect(await github.defaultBranch()).toBe('main');
  expect(await github.access()).toEqual({ state: 'moved', owner: 'acme', name: 'gadget' });
  const ids = [...gh.world.tokens.values()].map((it) => [Object.keys(it.permissions).length, it.repositoryIds]);
  // The look for the new name sees names alone.
  expect(ids).toEqual([
    [1, null],
    [7, [repo.row.id]],
  ]);
});

test('what writes in a way that nobody thought of gets what reading gets', () => {
  expect(Object.values(permissionsFor('DELETE', '/repos/{owner}/{repo}'))).not.toContain('write');
  expect(Object.values(permissionsFor('POST', '/graphql', 'query { viewer { login } }'))).not.toContain('write');
  expect(permissionsFor('POST', 'https://ghe.test/api/graphql', 'mutation { x }')).toMatchObject({
    pull_requests: 'write',
  });
});
