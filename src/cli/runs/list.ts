import { parseArgs } from 'node:util';
import { UserError } from '../../errors.ts';
import { outcomeName } from '../../github/texts.ts';
import type { RunLine, RunQuery } from '../../runs/views/types.ts';
import { runViews } from '../../runs/views/run-views.ts';
import { readSettings } from '../../settings.ts';
import { sinceOf } from '../since.ts';
import { type Column, table } from '../table.ts';
import { withDatabase } from '../with-database.ts';

const HELP = `fettle runs [WORDS] [options]: runs, newest first
  WORDS             of the title, owner/name, #12, or the beginning of a run's id
  --repo OWNER/NAME
  --state STATE     open, queued, working, watching, ended
  --outcome KIND    no_pr, pr_ci_red, pr_handed_over, pr_closed, pr_good
  --reason REASON   such as judge_veto, budget, merged
  --needs-person    only where something waits for a person
  --since 30d       30d, 12h, 2w, a date, or all (default: all)
  --limit N         rows, 1 to 200 (default: 30)
  --cursor CURSOR   goes on where an earlier answer ended
  --json            {"runs": [...], "next": CURSOR or null}
Examples:
  fettle runs --needs-person
  fettle runs --repo acme/shop --outcome no_pr --since 7d --json | jq -r '.runs[].id'
Exit: 0, also where there is none; 2 when the call or the settings are wrong.`;

const STATES = ['open', 'queued', 'working', 'watching', 'ended'] as const;
const OUTCOMES = ['no_pr', 'pr_ci_red', 'pr_handed_over', 'pr_closed', 'pr_good'] as const;

/** `fettle runs`. */
export async function runsCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      repo: { type: 'string' },
      state: { type: 'string' },
      outcome: { type: 'string' },
      reason: { type: 'string' },
      'needs-person': { type: 'boolean', default: false },
      since: { type: 'string', default: 'all' },
      limit: { type: 'string', default: '30' },
      cursor: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const since = sinceOf(values.since, Date.now());
  const query: RunQuery = {
    limit: limitOf(values.limit),
    ...(values.repo === undefined ? {} : { repo: repoOf(values.repo) }),
    ...(values.state === undefined ? {} : { state: oneOf('--state', values.state, STATES) }),
    ...(values.outcome === undefined ? {} : { outcome: oneOf('--outcome', values.outcome, OUTCOMES) }),
    ...(values.reason === undefined ? {} : { reason: values.reason }),
    ...(values['needs-person'] ? { needsPerson: true } : {}),
    ...(positionals.length === 0 ? {} : { text: positionals.join(' ') }),
    ...(since === null ? {} : { since }),
    ...(values.cursor === undefined ? {} : { cursor: values.cursor }),
  };
  const found = await withDatabase(readSettings(), (database) => runViews(database).list({ repos: null }, query));
  if (values.json) console.log(JSON.stringify(found, null, 2));
  else console.log(runsText(found, process.stdout.isTTY ? process.stdout.columns : null));
  return 0;
}

const COLUMNS: readonly Column[] = [
  { title: 'RUN' },
  { title: 'BEGUN (UTC)' },
  { title: 'REPOSITORY' },
  { title: 'ISSUE', right: true },
  { title: 'PR', right: true },
  { title: 'STATE' },
  { title: 'COST', right: true },
  { title: 'TITLE', gives: true },
];

/** The table, and how to see more. `width` null: no terminal. */
export function runsText({ runs, next }: { runs: RunLine[]; next: string | null }, width: number | null): string {
  if (runs.length === 0) return 'No run is like that.';
  const rows = runs.map((run) => [
    run.id.slice(0, 8),
    run.createdAt.toISOString().slice(0, 16).replace('T', ' '),
    `${run.owner}/${run.name}`,
    `#${run.issue}`,
    run.prNumber === null ? '' : `#${run.prNumber}`,
    stateOf(run),
    `$${run.costUsd.toFixed(2)}`,
    run.title,
  ]);
  const more = next === null ? '' : `\n\nMore: the same with --cursor ${next}`;
  return `${table(COLUMNS, rows, width)}${more}`;
}

function stateOf({ state, outcome, merged, needsPerson }: RunLine): string {
  const mark = needsPerson ? '! ' : '';
  if (outcome === null) return mark + state;
  return mark + (merged === null ? outcomeName(outcome) : `${outcomeName(outcome)}, ${merged}`);
}

function limitOf(text: string): number {
  const limit = Number(text);
  if (!/^\d{1,3}$/.test(text) || limit < 1 || limit > 200)
    throw new UserError(`--limit is wrong: "${text}" must be a whole number from 1 to 200.`);
  return limit;
}

function repoOf(text: string): string {
  if (!/^[^/\s]+\/[^/\s]+$/.test(text)) throw new UserError(`--repo is wrong: "${text}" must be like owner/name.`);
  return text;
}

function oneOf<T extends string>(option: string, text: string, known: readonly T[]): T {
  const found = known.find((one) => one === text);
  if (found === undefined) throw new UserError(`${option} is wrong: "${text}" must be one of ${known.join(', ')}.`);
  return found;
}
