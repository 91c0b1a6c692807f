import { plain } from './verify-table.ts';

export interface Column {
  title: string;
  right?: true;
  /** Gives way where the terminal is narrow. One column does. */
  gives?: true;
}

const GAP = '  ';
/** What is left of a column that gives way. */
const LEAST = 12;

/** Lines with columns under each other; foreign cells can't move the cursor. `width` null: no terminal, nothing is cut. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], width: number | null): string {
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => row.map((cell) => oneLine(cell)))];
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  const gives = columns.findIndex((column) => column.gives === true);
  if (width !== null && gives !== -1) {
    const others = widths.reduce((sum, one, at) => sum + (at === gives ? 0 : one), GAP.length * (columns.length - 1));
    widths[gives] = Math.min(widths[gives] ?? 0, Math.max(LEAST, width - others));
  }
  return cells
    .map((row) =>
      columns
        .map(({ right }, at) => fitted(row[at] ?? '', widths[at] ?? 0, right === true))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}

const oneLine = (text: string): string => plain(text).replaceAll(/\s+/g, ' ').trim();

function fitted(text: string, width: number, right: boolean): string {
  const cut = text.length > width ? `${text.slice(0, Math.max(0, width - 1)).toWellFormed()}…` : text;
  return right ? cut.padStart(width) : cut.padEnd(width);
}
