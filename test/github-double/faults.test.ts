import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { type GitHubDouble, startGitHub } from '../support/github/github.ts';

let gh: GitHubDouble;
const body = JSON.stringify({ body: 'hello' });

beforeAll(async () => {
  gh = await startGitHub();
  (await gh.repository('acme/widget')).openIssue({ title: 'Broken' });
});
afterEach(() => gh.clearFaults());
afterAll(async () => await gh.close());

async function post(): Promise<Response> {
  const headers = { authorization: `token ${gh.installationToken('acme')}` };
  return await fetch(`${gh.apiUrl}/repos/acme/widget/issues/1/comments`, { method: 'POST', headers, body });
}
const comments = (): number => gh.repo('acme/widget').issue(1).comments.length;

test("a fault hits as often as it was asked to, has no effect, and is nobody's mistake", async () => {
  const before = comments();
  const fault = gh.fault({ match: /^POST .*\/comments/, kind: '502', times: 2 });
  expect([(await post()).status, (await post()).status, (await post()).status]).toEqual([502, 502, 201]);
  expect(comments()).toBe(before + 1);
  expect(fault.hits).toBe(2);
  expect(gh.unexpected).toEqual([]);
});

test('a secondary limit says how long to wait', async () => {
  gh.fault({ match: 'POST', kind: '403-secondary-limit', retryAfter: 7 });
  const response = await post();
  expect([response.status, response.headers.get('retry-after')]).toEqual([403, '7']);
  expect(await response.text()).toContain('secondary rate limit');
});

test('a connection can drop before anything happened, or after everything did', async () => {
  const before = comments();
  gh.fault({ match: 'POST', kind: 'drop-connection-before' });
  await expect(post()).rejects.toThrow();
  expect(comments()).toBe(before);
  gh.fault({ match: 'POST', kind: 'drop-after-effect' });
  await expect(post()).rejects.toThrow();
  expect(comments()).toBe(before + 1);
});

test('the primary rate limit runs out', async () => {
  gh.rateLimit(1);
  const [first, second] = [await post(), await post()];
  gh.rateLimit(null);
  expect([first.status, second.status, second.headers.get('x-ratelimit-remaining')]).toEqual([201, 403, '0']);
});
