import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { dashboardApp } from '../../src/dashboard/app.ts';
import type { Sight } from '../../src/runs/views/types.ts';
import { sessionStore } from '../../src/store/session-store.ts';
import type { Database } from '../../src/store/types.ts';
import { DASHBOARD_URL, dashboardParts } from '../support/dashboard.ts';
import { type GitHubDouble, startGitHub } from '../support/github/github.ts';
import { signInAt } from '../support/sign-in.ts';
import { csrfIn, Visitor } from '../support/visitor.ts';
import { freshDatabase } from '../store/fresh-database.ts';

const MINUTE = 60_000;

let database: Database;
let github: GitHubDouble;
let seen: string[][] = [];
let now = Date.now();

beforeAll(async () => {
  [database, github] = await Promise.all([freshDatabase(), startGitHub()]);
  const [open, secret] = [
    await github.repository('acme/open'),
    await github.repository('acme/Secret', { private: true }),
  ];
  const other = await github.repository('other/thing', { private: true });
  other.setRole('maria', 'none');
  open.setRole('otto', 'read');
  open.setRole('maria', 'write');
  secret.setRole('maria', 'write');
});
afterAll(async () => {
  expect(github.unexpected).toEqual([]);
  await Promise.all([database.close(), github.close()]);
});
beforeEach(() => {
  now = Date.now();
  seen = [];
  github.clearFaults();
  github.browserOf('maria');
});

/** A browser, and a process of the dashboard that it talks to. */
function visitor(url = DASHBOARD_URL): Visitor {
  const parts = dashboardParts(database, {
    views: {
      list: async ({ repos }: Sight) => {
        seen.push([...(repos ?? ['everything'])]);
        return { runs: [], next: null };
      },
      repositories: async () => [],
    } as never,
  });
  const app = dashboardApp(
    parts,
    signInAt(url, github, database, () => now),
    url,
  );
  return new Visitor(url, async (to, init) => await app.request(to, init));
}

const rows = async () => (await database.pool.query('SELECT * FROM fettle.session')).rows as Record<string, unknown>[];
const askedGitHub = () => github.requests.filter((it) => it.path.startsWith('/user/installations')).length;

describe('signing in', () => {
  test('leads over GitHub to the page that was asked for, and shows what GitHub lets one read', async () => {
    const browser = visitor();
    const page = await browser.get('/repositories?text=a');
    expect(page.url).toBe(`${DASHBOARD_URL}/sign-in?to=%2Frepositories%3Ftext%3Da`);
    expect(page.text).toContain('href="/sign-in/github?to=%2Frepositories%3Ftext%3Da"');
    expect((await browser.signIn('/repositories?text=a')).url).toBe(`${DASHBOARD_URL}/repositories?text=a`);
    expect((await browser.get('/')).text).toContain('maria');
    expect(seen).toEqual([['acme/open', 'acme/secret']]);
  });

  test('shows somebody else less', async () => {
    github.browserOf('otto');
    await visitor().signIn();
    expect(seen).toEqual([['acme/open']]);
  });

  test('shows a stranger nothing, not even what is public', async () => {
    github.browserOf('stranger');
    await visitor().signIn();
    expect(seen).toEqual([[]]);
  });

  test('keeps neither the id nor the token in the database, and ends after eight hours', async () => {
    const browser = visitor();
    await browser.signIn();
    const id = browser.cookies.get('fettle') ?? '';
    const kept = JSON.stringify(await rows());
    const token = [...github.world.oauth.tokens.keys()].at(-1) ?? '';
    expect([id.length, token.slice(0, 4)]).toEqual([43, 'ghu_']);
    expect(kept).not.toContain(id);
    expect(kept).not.toContain(Buffer.from(token).toString('hex'));
    now += 8 * 60 * MINUTE;
    expect((await browser.get('/')).url).toBe(`${DASHBOARD_URL}/sign-in`);
    await sessionStore(database).prune(new Date(now));
    expect(await rows()).toEqual([]);
  });

  test('sets cookies that only this host gets, encrypted, and no script', async () => {
    const browser = visitor('https://fettle.test');
    const begun = (await browser.look('/sign-in/github')).headers.getSetCookie().join('\n');
    expect(begun).toMatch(/^__Host-fettle-sign-in=.*; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    const state = new URL((await browser.look('/sign-in/github')).headers.get('location') ?? '');
    expect(Object.fromEntries(state.searchParams)).toMatchObject({
      redirect_uri: 'https://fettle.test/sign-in/callback',
      code_challenge_method: 'S256',
    });
  });

  test('takes no answer that this browser did not ask for, and none twice', async () => {
    const [mine, other] = [visitor(), visitor()];
    const atGitHub = (await mine.look('/sign-in/github')).headers.get('location') ?? '';
    const callback = (await fetch(atGitHub, { redirect: 'manual' })).headers.get('location') ?? '';
    expect((await other.get(callback)).status).toBe(400);
    await other.look('/sign-in/github');
    expect((await other.get(callback)).status).toBe(400);
    expect((await mine.get(callback)).status).toBe(200);
    expect((await mine.get(callback)).status).toBe(400);
  });

  test('says so when somebody declines, or GitHub fails', async () => {
    const browser = visitor();
    const state = new URL((await browser.look('/sign-in/github')).headers.get('location') ?? '').searchParams;
    const declined = await browser.get(`/sign-in/callback?error=access_denied&state=${state.get('state')}`);
    expect([declined.status, declined.text.includes('GitHub did not sign you in.')]).toEqual([400, true]);
    github.fault({ match: 'POST /login/oauth/access_token', kind: '500', times: 1 });
    expect((await browser.signIn()).status).toBe(502);
  });
});

describe('signing out', () => {
  test('ends the session and the token', async () => {
    const browser = visitor();
    const page = await browser.signIn();
    const stolen = new Map(browser.cookies);
    const before = github.world.oauth.tokens.size;
    expect((await browser.post('/sign-out', { csrf: csrfIn(page) })).url).toBe(`${DASHBOARD_URL}/sign-in`);
    expect(browser.cookies.size).toBe(0);
    expect(github.world.oauth.tokens.size).toBe(before - 1);
    const thief = visitor();
    for (const [name, value] of stolen) thief.cookies.set(name, value);
    expect((await thief.get('/')).url).toBe(`${DASHBOARD_URL}/sign-in`);
  });

  test('is not to be had by a page of somebody else', async () => {
    const browser = visitor();
    const page = await browser.signIn();
    const sent = async (origin: string | undefined, csrf: string) =>
      (
        await browser.look('/sign-out', {
          method: 'POST',
          ...(origin === undefined ? {} : { headers: { origin } }),
          body: new URLSearchParams({ csrf }),
        })
      ).status;
    expect(await sent('https://evil.example', csrfIn(page))).toBe(403);
    expect(await sent(undefined, csrfIn(page))).toBe(403);
    expect(await sent('null', csrfIn(page))).toBe(403);
    expect(await sent(DASHBOARD_URL, 'another word')).toBe(403);
    expect((await browser.get('/')).status).toBe(200);
    expect(await sent(DASHBOARD_URL, csrfIn(page))).toBe(302);
  });
});

describe('what somebody may see', () => {
  test('is asked again in the background before it is five minutes old', async () => {
    const browser = visitor();
    await browser.signIn();
    const secret = github.repo('acme/Secret');
    secret.setRole('maria', 'none');
    now += 4 * MINUTE;
    await browser.get('/');
    await github.waitFor(
      async () => (await rows()).some((it) => (it.repos as string[]).length === 1),
      5000,
      'a new list',
    );
    await browser.get('/');
    expect(seen.slice(1)).toEqual([['acme/open', 'acme/secret'], ['acme/open']]);
    secret.setRole('maria', 'write');
  });

  test('is asked again first when it is older, once for all who wait', async () => {
    const browser = visitor();
    await browser.signIn();
    now += 6 * MINUTE;
    const before = askedGitHub();
    await Promise.all([browser.get('/'), browser.get('/'), browser.get('/')]);
    expect(askedGitHub() - before).toBe(2);
  });

  test('counts for a quarter of an hour while GitHub is down, then nothing is shown', async () => {
    const browser = visitor();
    await browser.signIn();
    github.fault({ match: 'GET /user/installations', kind: '503', times: 100 });
    now += 14 * MINUTE;
    expect((await browser.get('/')).status).toBe(200);
    now += 2 * MINUTE;
    const page = await browser.get('/');
    expect([page.status, page.text.includes('GitHub has not said')]).toEqual([503, true]);
    expect(seen).toHaveLength(2);
    github.clearFaults();
    now += MINUTE;
    expect((await browser.get('/')).status).toBe(200);
  });

  test('is nothing any more once GitHub refuses the token', async () => {
    const browser = visitor();
    await browser.signIn();
    github.world.oauth.tokens.clear();
    now += 6 * MINUTE;
    expect((await browser.get('/')).url).toBe(`${DASHBOARD_URL}/sign-in`);
    now -= 6 * MINUTE;
    expect((await browser.get('/')).url).toBe(`${DASHBOARD_URL}/sign-in`);
  });

  test('is the same in every process', async () => {
    const [here, there] = [visitor(), visitor()];
    await here.signIn();
    for (const [name, value] of here.cookies) there.cookies.set(name, value);
    expect((await there.get('/')).status).toBe(200);
    expect(seen[1]).toEqual(seen[0]);
  });
});
