import { stripVTControlCharacters } from 'node:util';
import { firstLine } from '../../../text/clip.ts';
import { visible } from '../../../text/visible.ts';
import type { Document, Section, Table } from '../document.ts';

const MAX_CELL = 70;
/** Of a folded section's table. */
const MAX_ROWS = 20;

/** A report as lines for a terminal. What is foreign in it reaches the terminal as visible characters only. */
export function terminal({ title, lead, sections }: Document): string {
  const parts = [plain(title), ...lead.map(plain), ...sections.flatMap(section)];
  return `${parts.join('\n\n')}\n`;
}

function section({ title, notes = [], table, folded }: Section): string[] {
  if (table === undefined && notes.length === 0) return [];
  const lines = [plain(title), ...notes.map((note) => `  ${plain(note)}`)];
  return [[...lines, ...(table === undefined ? [] : tableLines(table, folded === true ? MAX_ROWS : 100))].join('\n')];
}

function tableLines({ columns, rows }: Table, maxRows: number): string[] {
  const cut = (cells: readonly string[]) => cells.map((text) => firstLine(oneLine(text), MAX_CELL));
  const shown = rows.slice(0, maxRows).map(cut);
  const titles = cut(columns.map(({ title }) => title));
  const lines = titles.every((title) => title === '') ? shown : [titles, ...shown];
  const widths = columns.map((_, at) => Math.max(...lines.map((cells) => cells[at]?.length ?? 0)));
  const texts = lines.map((cells) =>
    `  ${cells
      .map((text, at) => (columns[at]?.right === true ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0)))
      .join('  ')}`.trimEnd(),
  );
  const more = rows.length - shown.length;
  return more > 0 ? [...texts, `  (${more} more in report.html)`] : texts;
}

const plain = (text: string): string => visible(stripVTControlCharacters(text));
const oneLine = (text: string): string => plain(text).replaceAll(/\s*\n\s*/g, ' ');
