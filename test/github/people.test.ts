import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { gitHubPeople } from '../../src/github/people.ts';
import { statusOf } from '../../src/github/patience.ts';
import { type GitHubDouble, startGitHub } from '../support/github/github.ts';

let github: GitHubDouble;
beforeAll(async () => {
  github = await startGitHub();
});
afterAll(() => github.close());
afterEach(() => {
  github.clearFaults();
  expect(github.unexpected).toEqual([]);
});

function people() {
  const { GITHUB_CLIENT_ID: clientId, GITHUB_CLIENT_SECRET: clientSecret } = github.signInEnv;
  return gitHubPeople({ apiUrl: github.apiUrl, webUrl: github.url }, { clientId, clientSecret });
}

/** A token as somebody gets it who signs in. */
function tokenOf(login: string): string {
  const token = `ghu_${login}${Math.random()}`;
  github.world.oauth.tokens.set(token, { user: github.user(login), expiresAt: Date.now() + 60_000 });
  return token;
}

/** As many repositories as a company has, without making each on disk. */
async function manyRepositories(owner: string, count: number, login: string): Promise<void> {
  const first = await github.repository(`${owner}/Repo-0`);
  first.setRole(login, 'read');
  const { row } = first;
  for (let i = 1; i < count; i += 1)
    github.world.repositories.push({ ...row, id: github.world.id(), name: `Repo-${i}`, roles: new Map(row.roles) });
}

test('all pages of all installations are read', async () => {
  await manyRepositories('big', 730, 'ann');
  await manyRepositories('small', 1, 'ann');
  const found = await people().readable(tokenOf('ann'));
  expect(found).toHaveLength(731);
  expect(found).toContain('big/repo-729');
  expect(found).toContain('small/repo-0');
});

test('an installation that is closed meanwhile shows nothing, and the others go on', async () => {
  await manyRepositories('closed', 1, 'ben');
  await manyRepositories('open', 1, 'ben');
  const { id } = github.world.installationOf('closed');
  github.fault({ match: `GET /user/installations/${id}/repositories`, kind: '403', times: 1 });
  expect(await people().readable(tokenOf('ben'))).toEqual(['open/repo-0']);
});

test('a limit that is reached is not taken for having access to nothing', async () => {
  await manyRepositories('limit', 1, 'cid');
  const { id } = github.world.installationOf('limit');
  github.fault({ match: `GET /user/installations/${id}/repositories`, kind: '403-secondary-limit', times: 1 });
  await expect(people().readable(tokenOf('cid'))).rejects.toMatchObject({ status: 403 });
});

test('a token that was revoked is refused with 401', async () => {
  const token = tokenOf('dan');
  await people().revoke(token);
  const error = await people()
    .readable(token)
    .catch((it: unknown) => it);
  expect(statusOf(error)).toBe(401);
});

test('a code is good for one exchange, and only with the word that it was asked for with', async () => {
  github.browserOf('eva');
  const redirectUrl = 'http://fettle.test/sign-in/callback';
  // The challenge is the SHA-256 of "right".
  const challenge = 'JwQvTm7KfQsqfuQCbfLs-lHTM55tEiqgmRGOzYVjutk';
  const ask = async () => {
    const url = people().signInUrl({ state: 's', challenge, redirectUrl });
    const back = (await fetch(url, { redirect: 'manual' })).headers.get('location') ?? '';
    return new URL(back).searchParams.get('code') ?? '';
  };
  const code = await ask();
  expect(await people().exchange({ code, verifier: 'wrong', redirectUrl })).toBeNull();
  expect(await people().exchange({ code, verifier: 'right', redirectUrl })).toBeNull();
  const got = await people().exchange({ code: await ask(), verifier: 'right', redirectUrl });
  expect(await people().login(got?.token ?? '')).toBe('eva');
  expect(got?.expiresAt).toBeGreaterThan(Date.now() + 7 * 3_600_000);
});
