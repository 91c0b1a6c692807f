import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { UserError } from '../../errors.ts';
import { readJudgeCases } from '../../evals/judge-case.ts';
import { type Agreement, agreedLabels, agreements, type Rating, readRatings } from '../../evals/online/agreement.ts';
import { readDrafts } from '../../evals/online/case-draft.ts';
import { showHidden } from '../../text/show-hidden.ts';
import { askJudgement, type Terminal } from '../ask-judgement.ts';

const HELP = `fettle eval label FILE... [--by NAME] [--agreement] [--out FILE]
  Asks a person for the label of each case in these files (JSON Lines of the judge suite, also without labels), without
  showing the label it has. Answers go to FILE.labels.jsonl at once, so that it may be broken off at any time.
  --by NAME    who answers (default: your login on this machine); what you have answered before is not asked again
  --agreement  asks nothing, and says how far each two raters agree
  --out FILE   the cases on which at least two raters agree, with their label, as a file for --items; asks nothing
  Exit: 0, or 2 when the call or a file is wrong.`;

/** `fettle eval label`: labels by hand, by two raters and more. */
export async function labelCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      by: { type: 'string', default: userInfo().username },
      agreement: { type: 'boolean' },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) {
    console.log(HELP);
    return 0;
  }
  if (positionals.length === 0) throw new UserError('Name the files with the cases: fettle eval label FILE...');
  if (values.out !== undefined) await writeAgreed(positionals, values.out);
  else if (values.agreement !== true) {
    if (!process.stdin.isTTY) throw new UserError('This is no terminal, and labelling asks questions.');
    const lines = createInterface({ input: process.stdin, output: process.stdout });
    try {
      await labelFiles(positionals, values.by, { lines, write: (it) => process.stdout.write(it) });
    } finally {
      lines.close();
    }
  }
  const ratings = (await Promise.all(positionals.map(ratingsOf))).flat();
  for (const line of agreementText(agreements(ratings))) console.log(line);
  return 0;
}

const labelsFile = (file: string) => `${file}.labels.jsonl`;

async function ratingsOf(file: string): Promise<Rating[]> {
  const text = await readFile(labelsFile(file), 'utf8').catch(() => '');
  return readRatings(text, labelsFile(file));
}

async function draftsOf(file: string) {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UserError(`${file} can't be read.`, { cause });
  });
  return readDrafts(text, file);
}

/** Asks for what this rater has not labelled yet. */
export async function labelFiles(files: readonly string[], rater: string, terminal: Terminal): Promise<void> {
  for (const file of files) {
    const done = new Set((await ratingsOf(file)).filter((it) => it.rater === rater).map(({ id }) => id));
    const open = (await draftsOf(file)).filter(({ id }) => !done.has(id));
    for (const [at, { id, prompt, diff }] of open.entries()) {
      // Ids of shipped cases tell which half of a pair they are.
      const said = await askJudgement(terminal, { title: `Case ${at + 1} of ${open.length} in ${file}`, prompt, diff });
      if (said === 'quit') return;
      if (said === 'skip') continue;
      const rating: Rating = { id, rater, ...said, at: new Date().toISOString() };
      await appendFile(labelsFile(file), `${JSON.stringify(rating)}\n`);
    }
  }
}

export async function writeAgreed(files: readonly string[], out: string): Promise<void> {
  const cases: Record<string, unknown>[] = [];
  let all = 0;
  for (const file of files) {
    const agreed = agreedLabels(await ratingsOf(file));
    for (const { id, line } of await draftsOf(file)) {
      all += 1;
      const said = agreed.get(id);
      if (said !== undefined) cases.push({ ...line, label: said.label, expected: said.criteria, why: said.why });
    }
  }
  // The good half of a pair may be one on which nobody agrees.
  const good = new Set(cases.filter(({ label }) => label === 'good').map(({ id }) => id));
  const paired = (it: Record<string, unknown>) => it.label === 'bad' && good.has(it.pair);
  const text = cases.map((it) => `${JSON.stringify({ ...it, pair: paired(it) ? it.pair : null })}\n`).join('');
  readJudgeCases(text, out);
  await writeFile(out, text, { mode: 0o600, flag: 'wx' }).catch((cause: unknown) => {
    throw new UserError(`${out} can't be written: name a file that is not there yet.`, { cause });
  });
  console.log(`Wrote ${cases.length} of ${all} cases to ${out}: those on which at least two raters agree.`);
}

export function agreementText(all: readonly Agreement[]): string[] {
  if (all.length === 0)
    return ['One rater so far: how far labels can be trusted shows once another one has labelled too.'];
  return all.flatMap(({ raters, n, agreed, kappa, disagreed }) => [
    `${raters.map(showHidden).join(' and ')}: agree on ${agreed} of ${n}, Cohen's kappa ${kappa === null ? 'not defined' : kappa.toFixed(2)}`,
    ...(disagreed.length === 0 ? [] : [`  disagree on ${disagreed.map(showHidden).join(', ')}`]),
  ]);
}
