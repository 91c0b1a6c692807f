import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { UserError } from '../../errors.ts';
import { outcomeName } from '../../github/texts.ts';
import { runStore } from '../../runs/store.ts';
import type { Outcome, Run } from '../../runs/types.ts';
import { timelineAfter } from '../../runs/views/timeline.ts';
import { readSettings } from '../../settings.ts';
import type { Database } from '../../store/types.ts';
import { interruption } from '../interruption.ts';
import { withDatabase } from '../with-database.ts';
import { eventLine } from './event-line.ts';
import { findRun } from './find-run.ts';

const HELP = `fettle tail RUN [--no-follow] [--json]: the timeline of a run, live until it ends
  RUN          a run's id, or how it begins
  --no-follow  what there is, and no more
  --json       one JSON object a line
Exit: 0 when the run ended with green CI or a merge, or goes on; 1 when it ended otherwise; 2 when the call or the
settings are wrong; 130 after Ctrl-C.`;

/** Between two looks, ms. */
const EVERY_MS = 500;

/** `fettle tail RUN`. */
export async function tailCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      'no-follow': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const [id] = positionals;
  if (id === undefined || positionals.length > 1) throw new UserError(HELP);
  return withDatabase(readSettings(), async (database) => {
    const run = await findRun(id, runStore(database));
    const write = (line: string) => void process.stdout.write(`${line}\n`);
    return await follow(run, database, { once: values['no-follow'], json: values.json, write });
  });
}

interface How {
  once: boolean;
  json: boolean;
  write: (line: string) => void;
}

async function follow({ id, createdAt }: Run, database: Database, { once, json, write }: How): Promise<number> {
  const stopped = interruption();
  const store = runStore(database);
  let last = '0';
  for (;;) {
    // Asked before the lines are read: whatever a run says before it ends is then among them.
    const run = await store.get(id);
    for (;;) {
      const lines = await timelineAfter(database.pool, id, last);
      for (const { event } of lines) write(json ? JSON.stringify(event) : eventLine(event, createdAt));
      if (lines.length === 0) break;
      last = lines.at(-1)?.id ?? last;
    }
    const outcome = run?.outcome ?? null;
    if (outcome !== null) {
      if (!json) write(`ended: ${outcomeName(outcome)}${outcome.detail === '' ? '' : `: ${outcome.detail}`}`);
      return endedWell(outcome) ? 0 : 1;
    }
    if (once || run === null) return 0;
    await delay(EVERY_MS, undefined, { signal: stopped.signal }).catch(() => undefined);
    const code = stopped.exitCode();
    if (code !== null) return code;
  }
}

const endedWell = (outcome: Outcome): boolean =>
  outcome.kind === 'pr_good' || (outcome.kind === 'pr_closed' && outcome.reason === 'merged');
