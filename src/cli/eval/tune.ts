import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../../errors.ts';
import { openJudgeCases } from '../../evals/suites/judge-cases.ts';
import { usd } from '../../evals/record/progress.ts';
import { writeWhole } from '../../evals/record/run-files.ts';
import { html } from '../../evals/reports/render/html.ts';
import { terminal } from '../../evals/reports/render/terminal.ts';
import { checkSplit } from '../../evals/tune/split.ts';
import { tune } from '../../evals/tune/tune.ts';
import { tuneDocument } from '../../evals/tune/tune-document.ts';
import { shippedPrompt } from '../../judge/judge.ts';
import { readSettings } from '../../settings.ts';
import { interruption } from '../interruption.ts';
import { evalModels, modelRedactor } from './eval-models.ts';
import { progressPrinter } from './run-progress.ts';
import { money, whole } from './run-options.ts';
import { tuneRuns } from './tune-runs.ts';

const HELP = `fettle eval tune judge --train FILES --heldout FILES --out FILE
  Has a model propose better prompts for the judge from what it gets wrong on the training cases. The one that does best
  there is tried once on the held-out cases, and is written to FILE only when it is better than the first prompt there.

  --train FILES, --heldout FILES
                        files, folders or patterns of judge cases; each may be given several times. The two share no
                        cluster
  --out FILE            where an accepted prompt is written; must not exist. No prompt is ever written over
  --prompt FILE         the prompt to begin with (default: the one that ships)
  --rounds N            proposals (default 4)
  --proposer-model M    who proposes (default: FETTLE_AGENT_MODEL)
  --judge-model M       who judges (default: FETTLE_JUDGE_MODEL)
  --budget USD          for all of it
  --name NAME           its directory in evals/ of the data folder; the same call with the same name goes on after a stop
  --concurrency N       trials at the same time (default 4)
  --seed N              which mistakes are shown (default 1)

Exit code 0 when a prompt is accepted, 1 when none is, 2 for a call that is wrong, 3 when the budget ended it, 4 when
infrastructure did, 130 when it was interrupted.`;

/** `fettle eval tune judge`. */
export async function tuneCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      train: { type: 'string', multiple: true, default: [] },
      heldout: { type: 'string', multiple: true, default: [] },
      out: { type: 'string' },
      prompt: { type: 'string' },
      rounds: { type: 'string', default: '4' },
      'proposer-model': { type: 'string' },
      'judge-model': { type: 'string' },
      budget: { type: 'string' },
      name: { type: 'string', default: 'tune' },
      concurrency: { type: 'string', default: '4' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  if (positionals.length !== 1 || positionals[0] !== 'judge')
    throw new UserError('Say what to tune: `fettle eval tune judge`. Nothing else can be tuned.');
  if (values.train.length === 0 || values.heldout.length === 0 || values.out === undefined)
    throw new UserError('fettle eval tune judge needs --train FILES, --heldout FILES and --out FILE.');
  if (!/^[\w][\w.-]{0,79}$/.test(values.name))
    throw new UserError(`--name ${values.name} is wrong: use letters, digits and . _ -, since it names a folder.`);
  const out = resolve(values.out);
  if (existsSync(out)) throw new UserError(`--out ${values.out} exists. No prompt is written over: name another file.`);
  const [rounds, concurrency, seed] = [
    whole('--rounds', values.rounds, 1, 100),
    whole('--concurrency', values.concurrency, 1, 64),
    whole('--seed', values.seed, 0, 2 ** 31),
  ];
  const budgetUsd = values.budget === undefined ? null : money(values.budget);
  const prompt = values.prompt === undefined ? shippedPrompt() : await promptIn(values.prompt);
  const [train, heldout] = [await openJudgeCases(values.train), await openJudgeCases(values.heldout)];
  checkSplit(train, heldout);

  const settings = readSettings();
  const models = settings.model();
  const root = join(settings.dataDir, 'evals', values.name);
  const interrupted = interruption();
  const say = progressPrinter();
  const runs = tuneRuns({
    root,
    choice: {
      items: [],
      prompt,
      agentModel: null,
      judgeModel: values['judge-model'] ?? models.judgeModel,
      profile: null,
      judgeTemperature: models.judge.temperature,
      settings,
      redact: modelRedactor(models),
    },
    paths: { train: values.train, heldout: values.heldout },
    model: evalModels(models, say.line),
    proposer: values['proposer-model'] ?? models.agentModel,
    budgetUsd,
    concurrency,
    seed,
    signal: interrupted.signal,
    say,
  });
  const tuned = await tune({
    prompt,
    train,
    rounds,
    seed,
    measure: runs.measure,
    propose: runs.propose,
    say: say.line,
  });
  const { end } = tuned;
  if (end.kind === 'compared' && end.accepted) await writeFile(out, end.prompt, { flag: 'wx' });
  const document = tuneDocument(tuned, { name: values.name, file: values.out });
  await writeWhole(join(root, 'tune.json'), `${JSON.stringify(tuned, null, 2)}\n`);
  await writeWhole(join(root, 'tune.html'), html(document));
  say.end();
  process.stdout.write(`${terminal(document)}\n${usd(runs.spentUsd())} spent. Directory: ${root}\n`);
  if (end.kind === 'stopped') return interrupted.exitCode() ?? end.exitCode;
  return end.kind === 'compared' && end.accepted ? 0 : 1;
}

async function promptIn(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UserError(`The prompt ${file} can't be read.`, { cause });
  });
  if (text.trim() === '') throw new UserError(`The prompt ${file} is empty.`);
  return text;
}
