import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { tableRow } from '../dashboard/outcomes/page-text.ts';
import { freePort } from '../support/free-port.ts';
import { Stage } from '../support/stage.ts';
import { SUM } from '../support/sum-project.ts';
import { csrfIn, Visitor } from '../support/visitor.ts';

let stage: Stage;
let url: string;
beforeAll(async () => {
  const port = String(await freePort());
  url = `http://127.0.0.1:${port}`;
  stage = await Stage.open({ PORT: port, FETTLE_URL: url });
});
afterAll(() => stage.close());

/** A repository that says something wrong of itself: its runs end at once, without a sandbox. */
const WRONG = { ...SUM, '.github/fettle.yml': 'nonsense: true\n' };

test('whoever signs in sees the runs of what GitHub lets him read, until he signs out', async () => {
  const [open, secret] = [
    await stage.repository('open', WRONG),
    await stage.repository('secret', WRONG, { private: true }),
  ];
  open.setRole('otto', 'read');
  const issues = [
    stage.issue(open, 'Totals are <b>wrong</b>', { agent: [] }),
    stage.issue(secret, 'The plan that nobody knows', { agent: [] }),
  ];
  for (const issue of issues) issue.addLabel('fettle');
  for (const issue of issues) await stage.ended(issue, 'bad_config');

  const otto = new Visitor(url);
  const before = await otto.get('/?q=totals');
  expect(before.url).toBe(`${url}/sign-in?to=%2F%3Fq%3Dtotals`);
  expect(before.text).not.toContain('Totals');
  stage.github.browserOf('otto');
  const list = await otto.signIn('/');
  expect([list.status, list.url]).toEqual([200, `${url}/`]);
  expect(list.text).toContain('Totals are &lt;b&gt;wrong&lt;/b&gt;');
  // The comment that ends a run comes before its row says so.
  await stage.until(async () => (await otto.get('/?needs=person')).text.includes('bad config'), 'the run to be ended');
  expect(list.text).not.toContain('nobody knows');
  expect((await otto.get('/?q=plan')).text).toContain('No run is like that.');
  expect((await otto.get('/repositories')).text).not.toContain('secret');
  expect(tableRow((await otto.get('/outcomes')).text, 'FM1')?.[0]).toBe('1 of 1');

  const maria = new Visitor(url);
  stage.github.browserOf('maria');
  await maria.signIn();
  expect((await maria.get('/?repo=acme/secret')).text).toContain('The plan that nobody knows');

  expect((await otto.post('/sign-out', { csrf: csrfIn(list) })).url).toBe(`${url}/sign-in`);
  expect((await otto.get('/')).url).toBe(`${url}/sign-in`);
  expect((await maria.get('/')).status).toBe(200);
  expect(stage.log).not.toContain('ghu_');
  expect(stage.surprises).toEqual([]);
});

test('machines are answered as before', async () => {
  expect(await (await fetch(`${url}/ping`)).text()).toBe('PONG\n');
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect((await fetch(`${url}/api/github/webhooks`)).status).toBe(404);
  expect((await fetch(`${url}/assets/style.css`)).status).toBe(200);
});
