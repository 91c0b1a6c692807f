import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { aTrial, runFolder } from '../evals/reports/run-folder.ts';

const FETTLE = resolve(import.meta.dirname, '../../bin/fettle.mjs');

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const report = (...args: string[]) =>
  new Promise<{ code: number; out: string; errors: string }>((done) =>
    execFile(process.execPath, [FETTLE, 'eval', 'report', ...args], (error, out, errors) =>
      done({ code: typeof error?.code === 'number' ? error.code : 0, out, errors }),
    ),
  );

test('fettle eval report prints a run in the format that is asked for, and writes all of them beside it', async () => {
  const folder = await runFolder([aTrial({ item: 'a', score: 1 }), aTrial({ item: 'b', score: 0 })]);
  folders.push(folder);
  const [terminal, md, html, json] = await Promise.all([
    report(folder),
    report(folder, '--format', 'md'),
    report(folder, '--format', 'html'),
    report(folder, '--format', 'json'),
  ]);
  expect(terminal?.out).toMatch(/^judge: an-arm\n\nScore 50\.0 %/);
  expect(md?.out).toBe(readFileSync(join(folder, 'report.md'), 'utf8'));
  expect(html?.out).toBe(readFileSync(join(folder, 'report.html'), 'utf8'));
  expect(json?.out).toBe(readFileSync(join(folder, 'report.json'), 'utf8'));
  expect(JSON.parse(json?.out ?? '')).toMatchObject({ run: 'a-run', score: { mean: 0.5, n: 2 } });
  expect(readdirSync(folder).toSorted()).toEqual([
    'manifest.json',
    'report.html',
    'report.json',
    'report.md',
    'report.xml',
    'trials.jsonl',
  ]);
});

test('a wrong call is said to be one and writes nothing', async () => {
  const folder = await runFolder([aTrial({ item: 'a', score: 1 })]);
  folders.push(folder);
  const [format, none] = await Promise.all([report(folder, '--format', 'pdf'), report(join(folder, 'nowhere'))]);
  expect(format).toMatchObject({ code: 2, errors: expect.stringContaining('--format must be one of terminal, md') });
  expect(none).toMatchObject({ code: 2, errors: expect.stringContaining('is no run of an eval') });
  expect(readdirSync(folder).toSorted()).toEqual(['manifest.json', 'trials.jsonl']);
});
