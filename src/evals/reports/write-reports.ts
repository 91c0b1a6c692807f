import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { junit } from '../formats/junit.ts';
import { type Figures, figuresOf } from './figures.ts';
import { readRun } from './read-run.ts';
import { html } from './render/html.ts';
import { markdown } from './render/markdown.ts';
import { reportDocument } from './report-document.ts';

/**
 * Writes report.json, report.md, report.html and report.xml (JUnit) of a run directory from its manifest and trials, and
 * returns the figures. The same trials give the same bytes. Throws a UserError where the directory is no run.
 */
export async function writeReports(directory: string): Promise<Figures> {
  const run = await readRun(directory);
  const figures = figuresOf(run);
  const document = reportDocument(figures);
  await writeWhole(join(directory, 'report.json'), `${JSON.stringify(figures, null, 2)}\n`);
  await writeWhole(join(directory, 'report.md'), markdown(document));
  await writeWhole(join(directory, 'report.html'), html(document));
  await writeWhole(join(directory, 'report.xml'), junit(run));
  return figures;
}

/** Under a name of this process first: nobody reads half of it, and two that report on one run do not meet. */
async function writeWhole(file: string, text: string): Promise<void> {
  const fresh = `${file}.${process.pid}.new`;
  await writeFile(fresh, text);
  await rename(fresh, file);
}
