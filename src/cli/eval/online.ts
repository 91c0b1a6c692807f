import { parseArgs } from 'node:util';
import { onlineReport } from '../../evals/online/online-report.ts';
import { onlineText } from '../../evals/online/online-text.ts';
import { readSettings } from '../../settings.ts';
import { withDatabase } from '../with-database.ts';
import { sinceOf } from '../since.ts';

const HELP = `fettle eval online [--since 30d] [--experiment NAME] [--json]
  The rates of what happened in production, from the database that the settings name; Fettle may run meanwhile.
  --since 30d        runs that began since then: 30d, 12h, 2w, a date, or all (default: 30d; with --experiment: all)
  --experiment NAME  only the runs of this experiment (FETTLE_EXPERIMENT)
  --json             everything as JSON
  Exit: 0, or 2 when the call or the settings are wrong.`;

/** `fettle eval online`: production in the words and rates of the evals. */
export async function onlineCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      since: { type: 'string' },
      experiment: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) {
    console.log(HELP);
    return 0;
  }
  const experiment = values.experiment ?? null;
  const since = sinceOf(values.since ?? (experiment === null ? '30d' : 'all'), Date.now());
  const report = await withDatabase(readSettings(), (database) => onlineReport(database, { since, experiment }));
  console.log(values.json === true ? JSON.stringify(report, null, 2) : onlineText(report).trimEnd());
  return 0;
}
