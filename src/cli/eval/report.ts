import { parseArgs } from 'node:util';
import { UserError } from '../../errors.ts';
import { html } from '../../evals/reports/render/html.ts';
import { markdown } from '../../evals/reports/render/markdown.ts';
import { terminal } from '../../evals/reports/render/terminal.ts';
import { reportDocument } from '../../evals/reports/report-document.ts';
import { writeReports } from '../../evals/reports/write-reports.ts';
import type { Document } from '../../evals/reports/document.ts';

const HELP = `fettle eval report DIR [--format terminal|md|html|json]
  Writes report.json, report.md, report.html and report.xml (JUnit) of a run into its directory, and prints one of them.
  Exit: 0 written, 2 the directory is no run of an eval.`;

const FORMATS = {
  terminal,
  md: markdown,
  html,
  json: (_: Document, figures: unknown) => `${JSON.stringify(figures, null, 2)}\n`,
} satisfies Record<string, (document: Document, figures: unknown) => string>;

/** One of the ways in which figures are printed; `figures` is what json prints. Throws a UserError for another one. */
export function inFormat(format: string, document: Document, figures: unknown): string {
  if (!Object.hasOwn(FORMATS, format))
    throw new UserError(`--format must be one of ${Object.keys(FORMATS).join(', ')}, not ${JSON.stringify(format)}.`);
  return FORMATS[format as keyof typeof FORMATS](document, figures);
}

/** `fettle eval report`. */
export async function reportCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { format: { type: 'string', default: 'terminal' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help === true) {
    console.log(HELP);
    return 0;
  }
  const [directory, ...more] = positionals;
  if (directory === undefined || more.length > 0) throw new UserError(`Name one run directory.\n${HELP}`);
  // Before anything is written.
  inFormat(values.format, { title: '', lead: [], sections: [] }, null);
  const figures = await writeReports(directory);
  process.stdout.write(inFormat(values.format, reportDocument(figures), figures));
  return 0;
}
