import { readFile, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { UserError } from '../errors.ts';
import { auditLine, readAuditLines } from '../evals/online/audit-lines.ts';
import { answerAudit, audited, drawAudits, type OpenAudit, openAudits, wasDrawn } from '../evals/online/audit-store.ts';
import { judgeErrors } from '../evals/online/judge-errors.ts';
import { judgedChange, type JudgedChange } from '../evals/online/judged-change.ts';
import { errorsText } from '../evals/online/online-text.ts';
import { redactDiff } from '../evals/online/redact-diff.ts';
import { dataPaths, readSettings } from '../settings.ts';
import type { Database } from '../store/types.ts';
import { createRedactor, type Redactor } from '../text/redact.ts';
import { askJudgement, type Terminal } from './ask-judgement.ts';
import { sinceOf } from './since.ts';
import { knownSecrets } from './known-secrets.ts';
import { withDatabase } from './with-database.ts';

const HELP = `fettle audit [--sample N] [--seed N] [--since 30d] [--by NAME]
fettle audit --export FILE | --import FILE
  Asks a person about changes that the judge approved or vetoed, drawn at random, without saying which. Only these answers
  tell how often the judge is wrong. Changes that were drawn before and are not answered come first; once there are none,
  new ones are drawn from the verdicts since the last draw.
  --sample N     how many to draw, half of them vetoes where there are enough (default: 40)
  --seed N       draws the same ones again from the same verdicts (default: 1)
  --since 30d    where the first draw begins: 30d, 12h, 2w, a date, or all (default: 30d)
  --by NAME      who answers (default: your login on this machine)
  --export FILE  the open ones as JSON Lines, to fill in label (good, bad, unsure), criteria and why elsewhere
  --import FILE  such a file with answers; lines whose label is null stay open
  Exit: 0, or 2 when the call, the file or the settings are wrong.`;

/** What the command needs of its surroundings; `null` where nobody sits at a terminal. */
type Asked = Terminal | null;

/** Where clones are, and what takes credentials out of what is shown. */
interface Place {
  mirrors: string;
  redact: Redactor;
}

/** `fettle audit`: labels for verdicts that chance has chosen. */
export async function auditCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      sample: { type: 'string', default: '40' },
      seed: { type: 'string', default: '1' },
      since: { type: 'string', default: '30d' },
      by: { type: 'string', default: userInfo().username },
      export: { type: 'string' },
      import: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) {
    console.log(HELP);
    return 0;
  }
  const draw = {
    sample: whole('--sample', values.sample, 1),
    seed: whole('--seed', values.seed, 0),
    from: sinceOf(values.since, Date.now()),
  };
  const settings = readSettings();
  const place: Place = { mirrors: dataPaths(settings.dataDir).mirrors, redact: createRedactor(knownSecrets(settings)) };
  await withDatabase(settings, async (database) => {
    const { import: from, export: to, by } = values;
    if (from !== undefined) return await importAnswers(database, await readFile(from, 'utf8'), from, by);
    await drawWhereNoneAreOpen(database, draw);
    if (to !== undefined) return await exportOpen(database, place, to);
    const lines = process.stdin.isTTY ? createInterface({ input: process.stdin, output: process.stdout }) : null;
    try {
      await answerAll(database, place, by, lines === null ? null : { lines, write: (it) => process.stdout.write(it) });
    } finally {
      lines?.close();
    }
  });
  return 0;
}

function whole(option: string, text: string, least: number): number {
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text) || value < least)
    throw new UserError(`${option} is wrong: "${text}" must be a whole number from ${least}.`);
  return value;
}

async function drawWhereNoneAreOpen(database: Database, draw: Parameters<typeof drawAudits>[1]): Promise<void> {
  if ((await openAudits(database.pool)).length > 0) return;
  const { from, strata } = await drawAudits(database, draw);
  const since = from === null ? '' : ` since ${from.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const drawn = strata.reduce((sum, it) => sum + it.drawn, 0);
  const of = strata.reduce((sum, it) => sum + it.of, 0);
  console.log(of === 0 ? `There are no verdicts${since} to draw from.` : `Drew ${drawn} of ${of} verdicts${since}.`);
}

/** Asks about one after the other; what was said is stored at once, so that it may be broken off at any time. */
export async function answerAll(database: Database, place: Place, by: string, asked: Asked): Promise<void> {
  const open = await openAudits(database.pool);
  if (open.length > 0 && asked === null)
    throw new UserError(
      'This is no terminal: --export FILE writes the questions, and --import FILE takes the answers.',
    );
  for (const [at, one] of open.entries()) {
    const change = asked === null ? null : await shown(database, place, one);
    if (change === null || asked === null) continue;
    const said = await askJudgement(asked, {
      ...change,
      title: `Change ${at + 1} of ${open.length}: ${change.repository}`,
    });
    if (said === 'quit') break;
    if (said === 'skip') continue;
    const label = said.label === 'unsure' ? null : said.label;
    await answerAudit(database, { ...one, label, criteria: said.criteria, by, why: said.why });
  }
  await printErrors(database);
}

/** Without credentials, and said where there is nothing left to show. */
async function shown(database: Database, place: Place, one: OpenAudit): Promise<JudgedChange | null> {
  const change = await judgedChange(database.pool, place.mirrors, one);
  if (change !== null)
    return { ...change, prompt: place.redact(change.prompt), diff: redactDiff(change.diff, place.redact) };
  console.log(
    `The diff of round ${one.round} of attempt ${one.attempt} of run ${one.runId} is not to be had any more; it stays open.`,
  );
  return null;
}

async function exportOpen(database: Database, place: Place, file: string): Promise<void> {
  const lines: string[] = [];
  for (const one of await openAudits(database.pool)) {
    const change = await shown(database, place, one);
    if (change !== null) lines.push(`${auditLine(change)}\n`);
  }
  // What is in it was written by people for this repository alone.
  await writeFile(file, lines.join(''), { mode: 0o600, flag: 'wx' }).catch((cause: unknown) => {
    throw new UserError(`${file} can't be written: name a file that is not there yet.`, { cause });
  });
  console.log(`Wrote ${lines.length} questions to ${file}.`);
}

export async function importAnswers(database: Database, text: string, file: string, by: string): Promise<void> {
  const { answers, open } = readAuditLines(text, file, by);
  for (const answer of answers)
    if (!(await wasDrawn(database.pool, answer)))
      throw new UserError(
        `${file}: round ${answer.round} of attempt ${answer.attempt} of run ${answer.runId} was not drawn. Nothing was taken from this file.`,
      );
  let stored = 0;
  for (const answer of answers) if (await answerAudit(database, answer)) stored += 1;
  console.log(`Stored ${stored} answers; ${answers.length - stored} were there already, ${open} are open.`);
  await printErrors(database);
}

/** Only once all is answered: a rate that moves tells the verdict of what was just labelled. */
async function printErrors({ pool }: Database): Promise<void> {
  const errors = judgeErrors(await audited(pool, null));
  const lines =
    errors.open === 0
      ? errorsText(errors)
      : [`${errors.answered} answered, ${errors.open} open. The judge's errors are shown when all are answered.`];
  for (const line of lines) console.log(line);
}
