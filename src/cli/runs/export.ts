import { parseArgs } from 'node:util';
import { UserError } from '../../errors.ts';
import { type ExportedRun, exportRuns } from '../../runs/views/export-runs.ts';
import { readSettings } from '../../settings.ts';
import { sinceOf } from '../since.ts';
import { withDatabase } from '../with-database.ts';

const HELP = `fettle export [--since 30d] [--format jsonl|csv]: what every run came to, one line a run, on stdout
  --since 30d    runs that began since: 30d, 12h, 2w, a date, or all (default: all)
  --format csv   for spreadsheets; jsonl (JSON Lines) is the default
  It holds titles of issues and logins of people: keep it accordingly. Progress is told on stderr.
Example:
  fettle export --since 90d --format csv > runs.csv
Exit: 0, or 2 when the call or the settings are wrong.`;

/** Runs between two words on how far it is. */
const TELL_EVERY = 20_000;

/** `fettle export`. */
export async function exportCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      since: { type: 'string', default: 'all' },
      format: { type: 'string', default: 'jsonl' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  if (positionals.length > 0) throw new UserError(HELP);
  const { format } = values;
  if (format !== 'jsonl' && format !== 'csv')
    throw new UserError(`--format is wrong: "${format}" must be jsonl or csv.`);
  const since = sinceOf(values.since, Date.now());
  await withDatabase(readSettings(), async ({ pool }) => {
    if (format === 'csv') await write(`${COLUMNS.join(',')}\r\n`);
    let count = 0;
    for await (const run of exportRuns(pool, since)) {
      await write(format === 'csv' ? csvLine(run) : `${JSON.stringify(run)}\n`);
      count += 1;
      if (count % TELL_EVERY === 0) console.error(`${count.toLocaleString('en-US')} runs written`);
    }
    console.error(`${count.toLocaleString('en-US')} runs written in all`);
  });
  return 0;
}

/** Waits where the reader is slower than the database. */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await new Promise((resolve) => process.stdout.once('drain', resolve));
}

const COLUMNS = [
  'id',
  'repository',
  'issue',
  'pullRequest',
  'title',
  'requestedBy',
  'state',
  'outcome',
  'reason',
  'createdAt',
  'updatedAt',
  'agentModel',
  'judgeModel',
  'experiment',
  'arm',
  'attempts',
  'turns',
  'costUsd',
  'mergedAt',
  'revertedAt',
  'addedLines',
  'reworkedLines',
] as const satisfies readonly (keyof ExportedRun)[];

/** RFC 4180. A cell that a spreadsheet would take for a formula begins with an apostrophe: titles are anybody's words. */
export function csvLine(run: ExportedRun): string {
  const cell = (value: string | number | null): string => {
    if (value === null || typeof value === 'number') return String(value ?? '');
    const inert = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
  };
  return `${COLUMNS.map((name) => cell(run[name])).join(',')}\r\n`;
}
