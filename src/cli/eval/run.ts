import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError } from '../../errors.ts';
import { Arm } from '../../evals/arm.ts';
import { checkSame } from '../../evals/record/differences.ts';
import type { Manifest } from '../../evals/record/manifest.ts';
import { createRun, openRun, type RunDirectory } from '../../evals/record/run-directory.ts';
import { readRun } from '../../evals/record/run-files.ts';
import { runSuite } from '../../evals/record/run-suite.ts';
import type { Suite } from '../../evals/suites/suite.ts';
import type { SuiteName } from '../../evals/trial.ts';
import { readSettings } from '../../settings.ts';
import { interruption } from '../interruption.ts';
import { evalModels, modelRedactor } from './eval-models.ts';
import { type Choice, openSuite, SUITE_TABLE, suiteNamed } from './open-suite.ts';
import { type RunOptions, runOptions } from './run-options.ts';
import { sayEnded } from './run-ended.ts';
import { progressPrinter } from './run-progress.ts';
import { temperatureIn, versions } from './run-versions.ts';

const HELP = `fettle eval run SUITE [FILES...]
fettle eval run --resume DIR

Tries every item of a suite and keeps all that is needed to report, compare and replay it in a directory of its own.
\`fettle eval list\` shows the suites.

  --items PATTERN       files, folders or patterns of items, in place of those that ship; may be given several times
  --name NAME           the run's name (default: suite and time); its directory is evals/NAME in the data folder
  --arm NAME            what tables and plots call what is measured (default: models and prompt)
  --prompt FILE         measure this prompt in place of the shipped one: the judge's, or the agent's for whole tasks
  --agent-model MODEL   in place of FETTLE_AGENT_MODEL
  --judge-model MODEL   in place of FETTLE_JUDGE_MODEL
  --profile NAME        the agent's profile (default: FETTLE_AGENT_PROFILE)
  -k, --trials N        trials of each item (default 1)
  --budget USD          stops before a trial that would cost more than is left
  --concurrency N       trials at the same time (default 4)
  --seed N              in which order items are tried (default 1)
  --resume DIR          carries a run on that was stopped or killed; trials that have ended are not repeated, those that
                        were lost to infrastructure are; give --budget again to let it cost more in all

Exit code 0 when all trials have ended, 2 for a call that is wrong, 3 when the budget ended the run, 4 when infrastructure
took one trial after the other (the model can't be reached, say), 130 when it was interrupted. The last three can be resumed.`;

/** `fettle eval run`. */
export async function runCommand(args: string[]): Promise<number> {
  const options = runOptions(args);
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const settings = readSettings();
  const begun = options.resume === null ? null : await readRun(resolve(options.resume));
  const name = begun?.manifest.suite ?? suiteNamed(options.suite);
  // Only who asks a model needs a key.
  const models = SUITE_TABLE[name].models.length > 0 ? settings.model() : null;
  const redact = modelRedactor(models);
  const arm = begun?.manifest.arm;
  const choice: Choice = {
    items: begun === null ? options.items : itemsIn(begun.manifest.source),
    prompt: begun === null ? await promptIn(options, name) : begun.prompt,
    agentModel: arm?.agentModel ?? options.agentModel ?? models?.agentModel ?? null,
    judgeModel: arm?.judgeModel ?? options.judgeModel ?? models?.judgeModel ?? null,
    profile: arm?.profile ?? options.profile ?? models?.agentProfile ?? null,
    judgeTemperature: begun === null ? (models?.judge.temperature ?? null) : temperatureIn(begun.manifest),
    settings,
    redact,
  };
  const opened = await openSuite(name, choice);
  try {
    if (begun !== null) checkSame(begun.manifest, opened.suite, opened.arm);
    const directory =
      begun === null
        ? await begin(options, choice, opened.suite, opened.arm, settings.dataDir)
        : await openRun(begun.dir);
    const interrupted = interruption();
    const say = progressPrinter();
    try {
      const ended = await runSuite({
        directory,
        suite: opened.suite,
        model: models === null ? noModel : evalModels(models, say.line),
        concurrency: options.concurrency,
        budgetUsd: options.budgetUsd ?? directory.manifest.budgetUsd,
        signal: interrupted.signal,
        redact,
        say: say.line,
        onProgress: say.progress,
      });
      say.end();
      return await sayEnded(ended, directory, interrupted.exitCode());
    } finally {
      await directory.close();
    }
  } finally {
    await opened.close();
  }
}

const noModel = (): never => {
  throw new Error('a suite without a model has asked for one');
};

const SHIPPED = 'shipped';

/** Paths as they were given, one a line: a run is carried on from the folder in which it was begun. */
export const itemsIn = (source: string): string[] => (source === SHIPPED ? [] : source.split('\n'));

async function promptIn({ promptFile }: RunOptions, suite: SuiteName): Promise<string | null> {
  if (promptFile === null) return null;
  if (SUITE_TABLE[suite].models.length === 0)
    throw new UserError(`--prompt is for suites that ask a model; ${suite} asks none.`);
  const text = await readFile(promptFile, 'utf8').catch((cause: unknown) => {
    throw new UserError(`The prompt ${promptFile} can't be read.`, { cause });
  });
  if (text.trim() === '') throw new UserError(`The prompt ${promptFile} is empty.`);
  return text;
}

async function begin(
  options: RunOptions,
  choice: Choice,
  suite: Suite,
  arm: Omit<Arm, 'name'>,
  dataDir: string,
): Promise<RunDirectory> {
  const at = new Date();
  const stamp = at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  const run = options.name ?? `${suite.name}-${stamp}-${randomBytes(2).toString('hex')}`;
  if (!/^[\w][\w.-]{0,79}$/.test(run))
    throw new UserError(`--name ${run} is wrong: use letters, digits and . _ -, since it names a folder.`);
  const named = Arm.safeParse({ ...arm, name: options.arm ?? armName(suite.name, arm) });
  if (!named.success) throw new UserError(`--arm ${options.arm} is wrong: ${named.error.issues[0]?.message}.`);
  const manifest: Manifest = {
    version: 1,
    run,
    suite: suite.name,
    arm: named.data,
    source: options.items.length === 0 ? SHIPPED : options.items.join('\n'),
    items: suite.items.map(({ id, cluster, hash }) => ({ id, cluster, hash })),
    k: options.k,
    seed: options.seed,
    budgetUsd: options.budgetUsd,
    startedAt: at.toISOString(),
    versions: await versions(choice),
  };
  return createRun(join(dataDir, 'evals', run), manifest, choice.prompt);
}

/** Model and prompt say what differs between most runs. */
function armName(suite: SuiteName, { agentModel, judgeModel, promptHash, verifiers }: Omit<Arm, 'name'>): string {
  const model = agentModel ?? judgeModel;
  const text = model === null ? `${suite}-${verifiers.slice(0, 8)}` : `${model}-${promptHash.slice(0, 8)}`;
  return text.replaceAll(/[^\w.:+-]/g, '-').slice(-60);
}
