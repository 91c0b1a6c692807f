import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { UserError } from '../../errors.ts';
import { readJudgeCases } from '../../evals/judge-case.ts';
import type { CaseDraft, Said } from '../../evals/online/case-draft.ts';
import { mineCases, mineRun, SOURCES } from '../../evals/online/mine.ts';
import { CRITERIA, type Criterion } from '../../judge/types.ts';
import { dataPaths, readSettings } from '../../settings.ts';
import { createRedactor } from '../../text/redact.ts';
import { knownSecrets } from '../known-secrets.ts';
import { withDatabase } from '../with-database.ts';
import { sinceOf } from '../since.ts';

const HELP = `fettle eval mine (--vetoes | --overrules | --audits | --reverts) [--since 30d] --out FILE
fettle eval mine --run RUN [--label good|bad --criteria NAME,... --why TEXT] --out FILE
  Cases for the judge from what has happened in production, as JSON Lines, without credentials. Code and words are the
  repository's own: do not publish them. What no person has labelled has "label": null; \`fettle eval label FILE\` asks.
  --vetoes          changes that the judge vetoed and nobody has labelled
  --overrules       vetoes that a maintainer has answered
  --audits          changes that \`fettle audit\` has drawn, with their answers
  --reverts         changes that were reverted after the merge; not labelled, since a revert does not say why
  --since 30d       since then: 30d, 12h, 2w, a date, or all (default: all)
  --run RUN         one run, with the label that is given or that people have given it
  --criteria NAMES  what a bad one does not meet: ${CRITERIA.join(', ')}
  --out FILE        a file that is not there yet
  Exit: 0, 1 when there is nothing to write, 2 when the call or the settings are wrong.`;

/** `fettle eval mine`: stored runs as cases of the judge suite. */
export async function mineCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      vetoes: { type: 'boolean' },
      overrules: { type: 'boolean' },
      audits: { type: 'boolean' },
      reverts: { type: 'boolean' },
      since: { type: 'string', default: 'all' },
      run: { type: 'string' },
      label: { type: 'string' },
      criteria: { type: 'string' },
      why: { type: 'string' },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) {
    console.log(HELP);
    return 0;
  }
  const { out, run } = values;
  const [source, ...more] = SOURCES.filter((it) => values[it] === true);
  if (out === undefined) throw new UserError('--out FILE is missing: where the cases go.');
  if (more.length > 0 || (source === undefined) === (run === undefined))
    throw new UserError('Say one of --vetoes, --overrules, --audits, --reverts and --run RUN.');
  const settings = readSettings();
  const given = { mirrors: dataPaths(settings.dataDir).mirrors, redact: createRedactor(knownSecrets(settings)) };
  const { cases, lost } = await withDatabase(settings, async ({ pool }) => {
    if (source !== undefined)
      return await mineCases(pool, { ...given, source, since: sinceOf(values.since, Date.now()) });
    const mined = await mineRun(pool, { ...given, run: run as string, said: saidIn(values) });
    return mined === null ? { cases: [], lost: [run as string] } : { cases: [mined], lost: [] };
  });
  for (const id of lost) console.log(`The run ${id} has no judged change, or its diff is not to be had any more.`);
  if (cases.length === 0) {
    console.log('There is nothing to write.');
    return 1;
  }
  await write(out, cases);
  const open = cases.filter(({ label }) => label === null).length;
  console.log(
    `Wrote ${cases.length} cases to ${out}${open === 0 ? '.' : `; ${open} have no label yet: fettle eval label ${out}`}`,
  );
  return 0;
}

function saidIn({ label, criteria, why }: { label?: string; criteria?: string; why?: string }): Said | null {
  if (label === undefined) {
    if (criteria !== undefined || why !== undefined) throw new UserError('--criteria and --why go with --label.');
    return null;
  }
  if (label !== 'good' && label !== 'bad') throw new UserError(`--label is wrong: "${label}" must be good or bad.`);
  const names = criteria?.split(',').map((it) => it.trim()) ?? [];
  const unknown = names.find((it) => !(CRITERIA as readonly string[]).includes(it));
  if (unknown !== undefined)
    throw new UserError(`--criteria is wrong: there is no "${unknown}"; there are ${CRITERIA.join(', ')}.`);
  if ((label === 'bad') !== names.length > 0)
    throw new UserError('A bad change, and no other, names with --criteria what it does not meet.');
  if (why === undefined || why.trim() === '')
    throw new UserError('--why is missing: a sentence on why it has this label.');
  return { label, criteria: names as Criterion[], why };
}

async function write(file: string, cases: readonly CaseDraft[]): Promise<void> {
  const line = (it: CaseDraft) => JSON.stringify(it);
  // What is written must be readable as it will be read.
  readJudgeCases(
    cases
      .filter(({ label }) => label !== null)
      .map(line)
      .join('\n'),
    file,
  );
  await writeFile(file, `${cases.map(line).join('\n')}\n`, { mode: 0o600, flag: 'wx' }).catch((cause: unknown) => {
    throw new UserError(`${file} can't be written: name a file that is not there yet.`, { cause });
  });
}
