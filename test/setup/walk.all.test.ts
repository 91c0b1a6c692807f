import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { AppProcess } from '../support/app-process.ts';
import { barriers, overflows, PHONE, TestBrowser } from '../support/browser.ts';
import { freePort } from '../support/free-port.ts';
import { type GitHubDouble, startGitHub } from '../support/github/github.ts';
import { say } from '../support/model/script.ts';
import { type ModelServer, startModelServer } from '../support/model/server.ts';

const KEY = 'sk-ant-api03-typed-in-a-real-browser';

let github: GitHubDouble;
let model: ModelServer;
let browser: TestBrowser;
let folder: string;

beforeAll(async () => {
  github = await startGitHub();
  model = await startModelServer({ apiKey: KEY, script: { agent: () => say('ready'), judge: () => say('ready') } });
  browser = await TestBrowser.start();
  folder = await mkdtemp(join(tmpdir(), 'fettle-walk-'));
  await chmod(folder, 0o755);
});

afterAll(async () => {
  await browser.close();
  await model.close();
  await github.close();
  await rm(folder, { recursive: true, force: true });
});

async function look(page: Page, name: string): Promise<void> {
  await browser.picture(page, `set-up-${name}`);
  expect(await barriers(page)).toEqual([]);
  expect(await overflows(page)).toBe(false);
}

async function walk(page: Page, { pictures, folder: cwd }: { pictures: string; folder: string }): Promise<void> {
  const port = await freePort();
  const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', PORT: String(port), FETTLE_DATA_DIR: cwd };
  const app = new AppProcess('start', folder, env);
  try {
    const printed = await github.waitFor(() => /http:\S+\/set-up\?token=\S+/.exec(app.log)?.[0], 30_000, 'the address');
    await page.goto(printed);
    expect(page.url()).toBe(`http://127.0.0.1:${port}/set-up`);
    await page.getByLabel('A GitHub Enterprise Server').check();
    await page.getByLabel("The server's address").fill(github.url);
    await page.getByLabel("An organisation's").check();
    await page.getByLabel("The organisation's name").fill('ac me');
    await page.getByLabel("This server's address").fill(`http://127.0.0.1:${port}`);
    await page.getByRole('button', { name: 'Continue' }).click();
    await look(page, `${pictures}-1-where`);
    await page.getByRole('alert').getByText('name is not one').waitFor();
    await page.getByLabel("The organisation's name").fill('acme');
    await page.getByRole('button', { name: 'Continue' }).press('Enter');
    await page.getByText('checks: write').waitFor();
    await look(page, `${pictures}-2-app`);
    await page.getByRole('button', { name: 'Make the App' }).click();
    await page.getByRole('button', { name: 'Create GitHub App' }).click();
    await page.getByLabel('The key').fill('wrong');
    await page.getByLabel('A gateway').fill(model.url);
    await page.getByRole('button', { name: 'Try and store' }).click();
    await page.getByRole('alert').getByText('does not accept the key').waitFor();
    await look(page, `${pictures}-3-model`);
    await page.getByLabel('The key').fill(KEY);
    await page.getByRole('button', { name: 'Try and store' }).click();
    await page.getByRole('status').waitFor();
    await look(page, `${pictures}-4-checks`);
    await page.getByRole('button', { name: 'Send the webhook again' }).click();
    await page.getByText("arrives here, signed with the App's secret").waitFor();
    await page.getByRole('button', { name: /^Start Fettle/ }).click();
    await page.getByRole('heading', { name: 'Fettle starts' }).waitFor();
    await look(page, `${pictures}-5-starts`);
    await app.ready();
  } finally {
    await app.end('SIGTERM');
  }
}

test('a person walks through the set-up on a desk', async () => {
  await walk(await browser.page(), { pictures: 'desk', folder: join(folder, 'desk') });
  // A refused form is answered with 400, which the browser notes.
  expect(browser.takeComplaints().filter((it) => !it.includes('400 (Bad Request)'))).toEqual([]);
}, 120_000);

test('and on a phone, in the dark', async () => {
  const page = await browser.page({ size: PHONE, colours: 'dark' });
  await walk(page, { pictures: 'phone', folder: join(folder, 'phone') });
  expect(browser.takeComplaints().filter((it) => !it.includes('400 (Bad Request)'))).toEqual([]);
}, 120_000);
