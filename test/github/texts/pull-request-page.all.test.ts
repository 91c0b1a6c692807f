import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { marked } from 'marked';
import type { Page } from 'playwright-core';
import { pullRequestBody } from '../../../src/github/texts.ts';
import type { ChangeText } from '../../../src/github/texts/change-text.ts';
import { DESK, PHONE, TestBrowser } from '../../support/browser.ts';
import { aChange, aGate, aRepair, aReport, aRun, anAttempt, HOSTILE } from './sample.ts';

/** Like GitHub's own page of a pull request, as far as size and structure go. */
const STYLE = `body { margin: 16px auto; max-width: 860px; font: 14px/1.5 sans-serif; color: #1f2328 }
  table { border-collapse: collapse; display: block; overflow: auto; max-width: 100% } td, th { border: 1px solid #d1d9e0; padding: 6px 13px }
  blockquote { margin: 0 0 16px; padding: 0 1em; color: #59636e; border-left: .25em solid #d1d9e0 }
  pre { background: #f6f8fa; padding: 16px; overflow: auto } code { background: #eff1f3; overflow-wrap: anywhere } h3 { font-size: 1.25em }
  p, li { overflow-wrap: anywhere }`;

let browser: TestBrowser;
beforeAll(async () => {
  browser = await TestBrowser.start();
});
afterAll(() => browser.close());

async function rendered(change: ChangeText, size: typeof DESK | typeof PHONE = DESK): Promise<Page> {
  const page = await browser.page({ size, scripts: false });
  const html = await marked.parse(pullRequestBody(change), { gfm: true });
  await page.setContent(`<!doctype html><meta name="viewport" content="width=device-width"><title>Pull request</title>
    <style>${STYLE}</style><main>${html}</main>`);
  return page;
}

const links = { repository: 'https://github.example/acme/parcel', run: 'https://fettle.example/runs/r-4f2a91c7' };
const FULL = aChange({
  links,
  run: aRun({ trigger: { kind: 'command', key: 'comment:77' } }),
  attempts: [
    anAttempt({
      summary:
        'Weights were rounded down to whole kilograms. They are now rounded up to the next 100 g. I added a test with 0.4 kg, and one with 0. I did not touch the price table.',
    }),
    aRepair(),
  ],
  report: aGate({
    reports: [
      aReport(),
      aReport({ check: 'npm:build', summary: 'built in 4 s', phase: 'build', durationMs: 4_100 }),
      aReport({
        check: 'npm:lint',
        command: 'npm run lint',
        result: 'pre_existing',
        baseline: 'red',
        summary: '3 problems, all on base too',
        detail: 'src/weight.js:3 no-unused-vars\nsrc/weight.js:9 no-unused-vars',
        durationMs: 900,
      }),
      aReport({
        check: 'npm:test packages/db',
        result: 'could_not_run',
        reason: 'needs_service',
        summary: 'needs PostgreSQL on port 5432',
        durationMs: 3_000,
      }),
    ],
    testsFailOnBase: true,
    changedLines: { checks: ['npm:test'], unrun: [{ file: 'src/weight.js', lines: [14, 15, 16, 31] }] },
    findings: [
      {
        rule: 'gate_changed',
        file: 'package.json',
        hunk: null,
        why: 'The script test differs from base.',
        allowed: 'the task names package.json',
      },
    ],
  }),
});

/** What a reviewer sees without a click, from the top. */
const seen = (page: Page): Promise<string> => page.locator('main').innerText();

test('a reviewer sees the facts on the first screen, and what is long is folded', async () => {
  const page = await rendered(FULL);
  await browser.picture(page, 'pull-request');
  const glance = page.locator('main > p').first();
  expect(await glance.innerText()).toBe(
    '⚠️ 1 not verified · 2 of 4 checks passed · 1 red as on base · 1 finding of guards allowed · judge approves · 1 attempt after CI · $0.42, 2 min 28 s',
  );
  const table = await page.locator('main > table').first().boundingBox();
  expect((table?.y ?? Infinity) + (table?.height ?? 0)).toBeLessThan(DESK.height);
  expect(await page.locator('details[open]').count()).toBe(0);
  expect(await page.locator('h3').allInnerTexts()).toEqual([
    'What was asked',
    'What was done',
    'Verification',
    'Judge',
    'Attempts after the first',
    'Cost and time',
  ]);
  expect(await page.locator('main > table').first().locator('tbody tr').allInnerTexts()).toEqual([
    expect.stringMatching(/^npm:test packages\/db\t⚠️ could not run \(needs_service\)/),
    expect.stringMatching(/^npm:lint\t➖ red, as on base\t.*\tred\t0\.9 s$/),
    expect.stringMatching(/^npm:test\t✅ passed/),
    expect.stringMatching(/^npm:build\t✅ passed/),
  ]);
  const text = await seen(page);
  expect(text).toContain('They are now rounded up to the next 100 g.');
  expect(text).not.toContain('I did not touch the price table.');
  await page.locator('summary', { hasText: 'All that the agent says' }).click();
  expect(await seen(page)).toContain('I did not touch the price table.');
  expect(await page.locator('a').evaluateAll((all) => all.map((it) => it.getAttribute('href')))).toEqual([
    links.run,
    `${links.repository}/issues/12#issuecomment-77`,
  ]);
});

test.each([
  ['desk', DESK],
  ['phone', PHONE],
] as const)('whatever the agent writes stays in its place, at a %s', async (name, size) => {
  const evil = [
    HOSTILE,
    '</details></blockquote></main><h1>Approved</h1>',
    '- [ ] tick me',
    '![x](https://evil.example/p.png) [approve](https://evil.example)',
    '```mermaid\ngraph LR; A-->B\n```',
    '| check | result |\n|---|---|\n| all | passed |',
    'x'.repeat(300),
    '```\nnot closed',
  ].join('\n\n');
  const page = await rendered(
    aChange({
      run: aRun({ task: { ...aRun().task, title: evil, request: evil } }),
      attempts: [anAttempt({ summary: evil }), aRepair({ summary: evil })],
      report: aGate({
        reports: [aReport({ check: evil, summary: evil, detail: evil, command: evil, result: 'failed' }), aReport()],
        findings: [{ rule: 'secret', file: evil, hunk: null, why: evil, allowed: evil }],
        judge: { level: 'advise', overruled: { by: evil, why: evil } },
      }),
    }),
    size,
  );
  for (const fold of await page.locator('summary').all()) await fold.click();
  await browser.picture(page, `pull-request-hostile-${name}`);
  expect(await page.locator('a, img, input, h1').count()).toBe(0);
  expect(await page.locator('main > h3').count()).toBe(6);
  expect(await page.locator('main > blockquote').count()).toBeGreaterThanOrEqual(3);
  expect(await page.locator('main > p > sub').innerText()).toMatch(/^Made by Fettle/);
  expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
});
