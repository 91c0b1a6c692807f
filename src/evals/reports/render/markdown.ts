import { defuse, details, tableCell } from '../../../text/markdown.ts';
import { firstLine } from '../../../text/clip.ts';
import type { Document, Section, Table } from '../document.ts';

/** A comment on GitHub holds 65,536 characters. */
const MAX = 60_000;
/** Of one cell: details of trials are cut. */
const MAX_CELL = 300;

/** A report as a comment on a pull request: foreign text in it does nothing, and it is cut to what fits, saying so. */
export function markdown(document: Document): string {
  for (const rows of [200, 50, 20, 5]) {
    const text = render(document, rows);
    if (text.length <= MAX) return text;
  }
  const note = '\n\nThe rest does not fit a comment; report.html has all of it.\n';
  return `${render({ ...document, sections: document.sections.filter(({ folded }) => folded !== true) }, 5).slice(0, MAX - note.length)}${note}`;
}

function render({ title, lead, sections }: Document, maxRows: number): string {
  const parts = [`## ${inline(title)}`, ...lead.map(inline), ...sections.flatMap((one) => section(one, maxRows))];
  return `${parts.join('\n\n')}\n`;
}

function section({ title, notes = [], table, folded }: Section, maxRows: number): string[] {
  // What is only a plot is for the page.
  if (table === undefined && notes.length === 0) return [];
  const body = [...notes.map(inline), ...(table === undefined ? [] : [tableText(table, maxRows)])].join('\n\n');
  return folded === true ? [details(inline(title), body)] : [`### ${inline(title)}\n\n${body}`];
}

function tableText({ columns, rows }: Table, maxRows: number): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const shown = rows.slice(0, maxRows);
  const more = rows.length - shown.length;
  return [
    line(columns.map(({ title }) => inline(title))),
    line(columns.map(({ right }) => (right === true ? '---:' : '---'))),
    ...shown.map((cells) => line(cells.map(cell))),
    ...(more > 0 ? ['', `${more} more rows are in report.html.`] : []),
  ].join('\n');
}

const cell = (text: string): string => escaped(tableCell(firstLine(text.replaceAll(/\s*\n\s*/g, ' '), MAX_CELL)));

/** One line of text outside tables; a bar means nothing there. */
const inline = (text: string): string => escaped(tableCell(text).replaceAll('\\|', '|'));

/** So that names with underscores, stars or backticks look as they are. `[` and `]` stay: intervals have them. */
const escaped = (text: string): string =>
  defuse(text).length === 0 ? '' : text.replaceAll(/[*_`~]/g, String.raw`\$&`);
