import { parseArgs } from 'node:util';
import { UserError } from '../../errors.ts';
import { outcomeName } from '../../github/texts.ts';
import { endingOf } from '../../github/texts/ends.ts';
import { plural, spentLine, total } from '../../github/texts/figures.ts';
import { runStore } from '../../runs/store.ts';
import type { AskedFor, Attempt, Run, RunEvent } from '../../runs/types.ts';
import { readSettings } from '../../settings.ts';
import { plain } from '../verify-table.ts';
import { withDatabase } from '../with-database.ts';
import { eventLine } from './event-line.ts';
import { findRun } from './find-run.ts';

const HELP = `fettle show RUN [--json]: one run: what was asked, where it is, what it cost, what waits for a person
  RUN     a run's id, or how it begins
  --json  everything that is stored of it but the conversation, as JSON
\`fettle tail RUN\` follows its timeline; \`fettle replay RUN --show\` prints the conversation with the model.
Exit: 0, or 2 when the call or the settings are wrong.`;

/** Lines of the timeline that are shown; turns and tool calls are left to `tail`. */
const LAST = 20;

/** `fettle show RUN`. */
export async function showCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const [id] = positionals;
  if (id === undefined || positionals.length > 1) throw new UserError(HELP);
  await withDatabase(readSettings(), async (database) => {
    const store = runStore(database);
    const run = await findRun(id, store);
    const [attempts, events, requests] = await Promise.all([
      store.attempts(run.id),
      store.events(run.id),
      store.requests(run.id),
    ]);
    const shown = { run, attempts, events, requests };
    console.log(values.json ? JSON.stringify(shown, withoutPatches, 2) : runText(shown));
  });
  return 0;
}

/** A patch is bytes; `fettle replay RUN --show --json` has it as text. */
const withoutPatches = (key: string, value: unknown): unknown => (key === 'patch' ? undefined : value);

export interface Shown {
  run: Run;
  attempts: readonly Attempt[];
  events: readonly RunEvent[];
  requests: readonly AskedFor[];
}

/** Made for a terminal; foreign text can't move the cursor. */
export function runText({ run, attempts, events, requests }: Shown): string {
  const { repo, task } = run;
  const steps = events.filter(({ kind }) => kind !== 'turn' && kind !== 'tool');
  return [
    [
      `Run       ${run.id}`,
      `Asked     ${plain(task.title)}`,
      `          by ${plain(task.requestedBy)} in ${repo.owner}/${repo.name}#${run.issue}, ${run.createdAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
      ...(run.prNumber === null ? [] : [`Opened    pull request #${run.prNumber}`]),
      `State     ${stateText(run)}`,
      `Cost      ${plural(attempts.filter(({ number }) => number > 0).length, 'attempt')} · ${spentLine(total(attempts))}`,
    ].join('\n'),
    endText(run),
    waitText(requests),
    steps.length === 0
      ? ''
      : steps
          .slice(-LAST)
          .map((event) => eventLine(event, run.createdAt))
          .join('\n') +
        (steps.length > LAST
          ? `\n(${plural(steps.length - LAST, 'earlier line')}: fettle tail ${run.id.slice(0, 8)})`
          : ''),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function stateText(run: Run): string {
  if (run.outcome !== null) return `ended: ${outcomeName(run.outcome)}`;
  const held = run.held ? ', on hold' : '';
  const words = { queued: 'waits for a worker', working: 'an attempt is under way', watching: 'CI is watched' };
  return `${run.state === 'ended' ? 'ended' : words[run.state]}${held}`;
}

function endText(run: Run): string {
  if (run.outcome === null) return '';
  const { what } = endingOf(run.outcome, run.issue, '');
  return run.outcome.detail === '' ? what : `${what}\n${plain(run.outcome.detail)}`;
}

function waitText(requests: readonly AskedFor[]): string {
  const open = requests.filter(({ answer }) => answer === null);
  const lines = open.map(({ request: { kind, name, why } }) => `  ${kind} ${plain(name)}: ${plain(why)}`);
  return open.length === 0
    ? ''
    : `Waits for an answer on the issue (/fettle allow or /fettle deny):\n${lines.join('\n')}`;
}
