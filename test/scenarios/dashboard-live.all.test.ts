import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { barriers, TestBrowser } from '../support/browser.ts';
import { freePort } from '../support/free-port.ts';
import { edit, say } from '../support/model/script.ts';
import { Stage } from '../support/stage.ts';
import { SUM } from '../support/sum-project.ts';

jest.setTimeout(300_000);
let stage: Stage;
let browser: TestBrowser;
let url: string;
beforeAll(async () => {
  const port = String(await freePort());
  url = `http://127.0.0.1:${port}`;
  browser = await TestBrowser.start();
  stage = await Stage.open({ PORT: port, FETTLE_URL: url });
});
afterAll(async () => {
  await stage.close();
  await browser.close();
});

test('whoever opens a run sees it work, from the first line to its end, without loading the page again', async () => {
  const repo = await stage.repository('watched', SUM, { ci: { jobs: [{ name: 'test', results: ['success'] }] } });
  const gate = Promise.withResolvers<void>();
  const issue = stage.issue(repo, 'sum must add while I watch', {
    agent: [
      async () => {
        await gate.promise;
        return edit('src/sum.js', 'a - b', 'a + b');
      },
      say('It adds now.'),
    ],
  });
  issue.addLabel('fettle');
  const run = await stage.until(
    async () => (await stage.query<{ id: string }>('SELECT id FROM fettle.run'))[0],
    'a run',
  );

  stage.github.browserOf('maria');
  const page = await browser.page();
  await page.goto(`${url}/sign-in/github?to=${encodeURIComponent(`/runs/${run?.id ?? ''}`)}`);
  await page.evaluate('window.stayed = true');
  await page.waitForSelector('text=The agent starts');
  expect(await page.locator('text=edits src/sum.js').count()).toBe(0);
  gate.resolve();
  await page.waitForSelector('text=edits src/sum.js');
  await page.waitForSelector('.line.gate_judge');
  await page.waitForSelector('.line.pull_request', { timeout: 120_000 });
  await page.waitForSelector('text=The run has ended.', { timeout: 120_000 });
  await page.waitForSelector('button:text("Try again")');
  await page.waitForSelector('#logs');
  expect(await page.evaluate('window.stayed')).toBe(true);
  const lines = (await page.evaluate('[...document.querySelectorAll(".line")].map((it) => it.id)')) as string[];
  const stored = await stage.query<{ id: string }>('SELECT id FROM fettle.run_event ORDER BY id');
  expect(lines).toEqual(stored.map(({ id }) => `line-${id}`));
  await browser.picture(page, 'run-real');
  expect(await barriers(page)).toEqual([]);

  await page.click('text=diff');
  await page.waitForSelector('text=export const sum = (a, b) => a + b;');
  await browser.picture(page, 'diff-real');
  await page.goBack();
  await page.click('#logs table a >> nth=0');
  await page.waitForSelector('pre.log');
  await browser.picture(page, 'log-real');
  expect(browser.complaints).toEqual([]);
});
