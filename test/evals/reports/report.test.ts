import { appendFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { type Figures, figuresOf } from '../../../src/evals/reports/figures.ts';
import { readRun } from '../../../src/evals/reports/read-run.ts';
import { html } from '../../../src/evals/reports/render/html.ts';
import { markdown } from '../../../src/evals/reports/render/markdown.ts';
import { terminal } from '../../../src/evals/reports/render/terminal.ts';
import { reportDocument } from '../../../src/evals/reports/report-document.ts';
import { writeReports } from '../../../src/evals/reports/write-reports.ts';
import type { Trial } from '../../../src/evals/trial.ts';
import { aManifest, aTrial, runFolder } from './run-folder.ts';

const folders: string[] = [];
afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});
async function folderOf(...args: Parameters<typeof runFolder>): Promise<string> {
  const folder = await runFolder(...args);
  folders.push(folder);
  return folder;
}
const figures = (trials: Trial[], change: Parameters<typeof aManifest>[1] = {}) =>
  figuresOf({ manifest: aManifest(trials, change), trials });

const terminalReport = (it: Figures) => terminal(reportDocument(it));
const markdownReport = (it: Figures) => markdown(reportDocument(it));
const htmlReport = (it: Figures) => html(reportDocument(it));

/** 8 of 10 bad ones vetoed, 1 of 10 good ones vetoed, 1 good one abstained from. */
const JUDGED = [
  ...Array.from({ length: 10 }, (_, at) =>
    aTrial({
      item: `bad-${at}`,
      score: at < 8 ? 1 : 0,
      answer: at < 8 ? 'veto' : 'approve',
      expected: 'veto',
      record: {
        pair: `good-${at}`,
        expected: ['nothing_else'],
        unmet: ['nothing_else'],
        objections: [{ cited: at > 0 }],
      },
    }),
  ),
  ...Array.from({ length: 10 }, (_, at) =>
    aTrial({
      item: `good-${at}`,
      score: at < 8 ? 1 : 0,
      answer: at < 8 ? 'approve' : at === 8 ? 'veto' : 'abstain',
      expected: 'approve',
    }),
  ),
];

const HOSTILE = '\u001b[2J \u202e</script><script>alert(1)</script> | @everyone [a](https://example.org) `x` ]]> &amp;';

describe('a report of a judge', () => {
  test('has every rate with its n and its interval', () => {
    const text = terminalReport(figures(JUDGED));
    expect(text).toMatch(/^Score 80\.0 % \[\d+\.\d, \d+\.\d\], n=20 \(20 items, one trial each, 20 clusters\)\.$/m);
    expect(text).toMatch(/bad changes vetoed \(recall\) +8 +10 +80\.0 % \[\d+\.\d, \d+\.\d\]/);
    expect(text).toMatch(/good changes vetoed \(false vetoes\) +1 +10 +10\.0 % /);
    expect(text).toMatch(/neither veto nor approval +1 +20 +5\.0 % /);
    expect(text).toMatch(/minimal pairs with both halves right +8 +10 +80\.0 % /);
    expect(text).toMatch(/objections that cite what is not there +1 +10 +10\.0 % /);
    expect(text).toMatch(/veto +approve +abstain +n\n +bad +8 +2 +0 +10\n +good +1 +8 +1 +10/);
    // Of vetoes at 10 % bad ones: 0.08 / (0.08 + 0.09); of what passes: 0.02 / (0.02 + 0.81).
    expect(text).toMatch(/10\.0 % +47\.1 % \[\d+\.\d, \d+\.\d\] +2\.4 %/);
    expect(text).toMatch(/bad-8 +1 +0\.0 % +approve +veto/);
  });

  test('tells what infrastructure took, and leaves it out of the score', () => {
    const it = figures([...JUDGED, aTrial({ item: 'lost', score: null })]);
    expect(it.score?.n).toBe(20);
    expect(terminalReport(it)).toMatch(/Infrastructure took away 4\.8 % \[.*\], n=21; no other figure counts/);
    expect(terminalReport(it)).toMatch(/lost +1 +infra +infra/);
  });

  test('says that it is not finished, and that there are few clusters', () => {
    const few = JUDGED.map((trial) => ({ ...trial, cluster: trial.item.at(-1) === '1' ? 'one' : 'two' }));
    const text = terminalReport(figuresOf({ manifest: aManifest(few, { k: 2 }), trials: few }));
    expect(text).toContain('The run is not complete: 20 of 40 trials ended.');
    expect(text).toContain('Only 2 clusters: with fewer than 10 the intervals are not to be trusted.');
    expect(terminalReport(figures([]))).toContain('No trial has a score');
  });
});

test('several trials of an item: at least one right, all right, and how often two agree', () => {
  const trials = [1, 2].map((trial) => aTrial({ item: 'x', trial, score: trial - 1, answer: String(trial) }));
  const text = terminalReport(figures([...trials, ...[1, 2].map((trial) => aTrial({ item: 'y', trial, score: 1 }))]));
  expect(text).toMatch(/k +at least one of k right \(pass@k\) +all k right \(pass\^k\)/);
  expect(text).toMatch(/ 1 +75\.0 % \[.*\], n=2 +75\.0 % \[.*\], n=2/);
  expect(text).toMatch(/ 2 +100\.0 % \[.*\], n=2 +50\.0 % \[.*\], n=2/);
  expect(text).toMatch(/Two trials of one item have the same answer: 50\.0 % \[.*\], n=2\./);
  expect(text).toMatch(/^Score 75\.0 % \[.*\], n=2 \(2 items, 2 trials each, 2 clusters\)\.$/m);
});

test('whole tasks: outcomes, infrastructure apart', () => {
  const answers = ['pr_good', 'pr_good', 'no_pr{gave_up}', 'pr_wrong{scope}', 'no_pr{infra}', 'cancelled{label}'];
  const trials = answers.map((answer, at) =>
    aTrial({
      item: `task-${at}`,
      score: answer === 'no_pr{infra}' ? null : Number(answer === 'pr_good'),
      answer,
      expected: 'pr_good',
      record: { editLines: 6, minEditLines: 4, vetoes: at },
    }),
  );
  const text = terminalReport(figures(trials, { suite: 'agent' }));
  expect(text).toContain('Of 4 trials. Those cancelled (1) or not applicable (0) are not counted');
  expect(text).toMatch(/pr_good +2 +4 +50\.0 % /);
  expect(text).toMatch(/infrastructure, of trials not cancelled +1 +5 +20\.0 % /);
  expect(text).toMatch(/trials with a veto that came to a right change +1 +3 +33\.3 % /);
  expect(text).toContain('1.50 times as long as the smallest right one known');
});

describe('what others wrote', () => {
  const hostile = figures([aTrial({ item: 'x', score: 0, answer: HOSTILE, detail: `${HOSTILE}\n${HOSTILE}` })], {
    run: HOSTILE,
  });

  test('moves no cursor on a terminal', () => {
    expect(terminalReport(hostile)).not.toMatch(/\u001b|\u202e/);
  });

  test('is no markup in a comment, mentions nobody and links to nothing', () => {
    const text = markdownReport(hostile);
    expect(text).not.toMatch(/<script|@everyone|https:\/\/example|\]\(|\u001b|\u202e/);
    expect(text.split('\n').filter((line) => line.startsWith('|') && !line.endsWith('|'))).toEqual([]);
  });

  test('is text on the page, which has no script and loads nothing', () => {
    const page = htmlReport(hostile);
    expect(page).not.toMatch(/<script|\u001b|\u202e|<link|<img|\son\w+=|src=/i);
    expect(page).toContain("default-src 'none'");
  });

  test('leaves the XML for CI servers well-formed', async () => {
    const folder = await folderOf([
      aTrial({ item: 'x', score: 0, answer: HOSTILE, detail: `${HOSTILE}\ud800\u0000` }),
      aTrial({ item: 'y', score: 1 }),
      aTrial({ item: 'z', score: null }),
    ]);
    await writeReports(folder);
    const xml = await readFile(join(folder, 'report.xml'), 'utf8');
    expect(XMLValidator.validate(xml)).toBe(true);
    expect(xml).not.toMatch(/[\u0000\u001b\ufffe]/);
    const suites = new XMLParser({ ignoreAttributes: false }).parse(xml).testsuites;
    expect(suites).toMatchObject({ '@_tests': '3', '@_failures': '1', '@_errors': '1' });
    expect(suites.testsuite.testcase).toHaveLength(3);
  });
});

test('markdown fits into a comment however much went wrong', () => {
  const many = Array.from({ length: 3000 }, (_, at) =>
    aTrial({ item: `case-${at}`, score: 0, detail: 'w '.repeat(400), record: { language: `language-${at}` } }),
  );
  const text = markdownReport(figures(many));
  expect(text.length).toBeLessThan(65_536);
  expect(text.match(/<details>/g)?.length ?? 0).toBe(text.match(/<\/details>/g)?.length ?? 0);
});

describe('the files of a run', () => {
  test('are the same bytes for the same trials, in whatever order these ended', async () => {
    const [one, other] = [
      await folderOf(JUDGED),
      await folderOf(JUDGED.toReversed(), { items: aManifest(JUDGED).items }),
    ];
    await Promise.all([writeReports(one), writeReports(other)]);
    for (const name of ['report.json', 'report.md', 'report.html', 'report.xml'])
      expect(await readFile(join(one, name), 'utf8')).toBe(await readFile(join(other, name), 'utf8'));
  });

  test('a line that a killed run left half is not counted; a wrong one is named', async () => {
    const folder = await folderOf(JUDGED);
    await appendFile(join(folder, 'trials.jsonl'), '{"item":"bad-1","tri');
    expect((await readRun(folder)).trials).toHaveLength(20);
    await appendFile(join(folder, 'trials.jsonl'), '\n');
    await expect(readRun(folder)).rejects.toThrow(/trials\.jsonl, line 21 is damaged/);
    await expect(writeReports(join(folder, 'nowhere'))).rejects.toThrow(/is no run of an eval/);
  });

  test("a trial of an item that is not the run's, or twice the same, is refused", async () => {
    const items = aManifest(JUDGED).items;
    const strange = await folderOf([aTrial({ item: 'strange', score: 1 })], { items });
    await expect(readRun(strange)).rejects.toThrow(/the item strange is not in the manifest/);
    const twice = await folderOf([...JUDGED, ...JUDGED.slice(0, 1)]);
    await expect(readRun(twice)).rejects.toThrow(/trial 1 of bad-0 is there twice/);
  });
});
