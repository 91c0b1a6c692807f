import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aTrial, runFolder } from '../evals/reports/run-folder.ts';

const FETTLE = resolve(import.meta.dirname, '../../bin/fettle.mjs');
/** The first `wrong` of so many items are wrong. */
const trials = (n: number, wrong: number) =>
  Array.from({ length: n }, (_, at) => aTrial({ item: `item-${at}`, score: at < wrong ? 0 : 1 }));

let [good, bad, short]: string[] = [];
beforeAll(async () => {
  good = await runFolder(trials(200, 0), { run: 'good' });
  bad = await runFolder(trials(200, 40), { run: 'bad' });
  short = await runFolder(trials(20, 0), { run: 'short' });
});
afterAll(async () => {
  await Promise.all([good, bad, short].map((dir) => rm(String(dir), { recursive: true, force: true })));
});

async function fettle(...args: string[]): Promise<{ code: number; out: string; errors: string }> {
  return new Promise((done) => {
    execFile(process.execPath, [FETTLE, 'eval', ...args], (error, out, errors) =>
      done({ code: error === null ? 0 : Number(error.code), out, errors }),
    );
  });
}

describe('fettle eval compare', () => {
  test('prints the verdict as text, as a comment, as a page and as JSON, and exits 0 for any verdict', async () => {
    const text = await fettle('compare', String(good), String(bad));
    expect(text.code).toBe(0);
    expect(text.out).toMatch(/worse: by 20\.0 points \[-25\.\d, -14\.\d\], n=200/);
    expect((await fettle('compare', String(good), String(bad), '--format', 'md')).out).toContain('| worse | item-0 |');
    expect((await fettle('compare', String(good), String(bad), '--format', 'html')).out).toMatch(/^<!doctype html>/);
    const { out } = await fettle('compare', String(good), String(bad), '--format', 'json');
    expect(JSON.parse(out)).toMatchObject({ items: 200, comparisons: [{ verdict: 'worse', onlyA: 40, onlyB: 0 }] });
  });

  test('refuses wrong calls with 2, and says what is wrong', async () => {
    expect(await fettle('compare', String(good))).toMatchObject({
      code: 2,
      errors: expect.stringContaining('Name two'),
    });
    expect(await fettle('compare', String(good), join(String(bad), 'none'))).toMatchObject({
      code: 2,
      errors: expect.stringContaining('is no run of an eval'),
    });
  });
});

describe('fettle eval gate', () => {
  const gate = (dir: unknown, ...args: string[]) => fettle('gate', String(dir), '--baseline', String(good), ...args);

  test('exits 0 only where the loss is shown to be small', async () => {
    expect(await gate(good, '--max-loss', '3pp')).toMatchObject({ code: 0, out: expect.stringContaining('pass: ') });
    expect(await gate(bad, '--max-loss', '3pp')).toMatchObject({ code: 1, out: expect.stringContaining('worse: ') });
    expect(await gate(short, '--max-loss', '3pp')).toMatchObject({
      code: 1,
      out: expect.stringContaining("cannot tell: 180 of the baseline's 200 items"),
    });
  });

  test('exits 2 for a wrong call', async () => {
    expect(await gate(good)).toMatchObject({ code: 2 });
    expect(await gate(good, '--max-loss', '3')).toMatchObject({ code: 2, errors: expect.stringContaining('like 5pp') });
  });
});

describe('fettle eval power', () => {
  test('prints what a comparison takes, and refuses a call that says nothing', async () => {
    const { code, out } = await fettle('power', '--delta', '5pp', '--discordance', '10%');
    expect(code).toBe(0);
    expect(out).toMatch(/arms differ on 10\.0 % of them: +312 items/);
    expect(await fettle('power')).toMatchObject({ code: 2, errors: expect.stringContaining('--delta') });
  });
});
