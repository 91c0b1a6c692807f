import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../../errors.ts';
import { checkReplayable } from '../../evals/record/differences.ts';
import { replayRun } from '../../evals/record/replay-run.ts';
import { type Run, readRun, RUN_FILES } from '../../evals/record/run-files.ts';
import { readSettings } from '../../settings.ts';
import { createRedactor } from '../../text/redact.ts';
import { interruption } from '../interruption.ts';
import { openSuite } from './open-suite.ts';
import { itemsIn } from './run.ts';
import { writeReports } from '../../evals/reports/write-reports.ts';
import { temperatureIn } from './run-versions.ts';

const HELP = `fettle eval replay DIR [--out DIR2]

Does the trials of a run again with the answers that its models gave then: no key, no network, no cost. Whole tasks need the
container engine. Says whether the reports are the same, byte for byte: a difference shows that what we do with an answer has
changed since. What was measured (the prompt, the items) must be what it was: another prompt needs a new run.

  --out DIR2   keeps what the replay made, as a run of its own

Exit code 0 when all is the same, 1 when it is not (the trials that differ are named), 2 for a call that is wrong, a changed
prompt or changed items.`;

/** `fettle eval replay`. */
export async function replayCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { out: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const [dir] = positionals;
  if (dir === undefined || positionals.length > 1)
    throw new UserError('Say which run: fettle eval replay DIR. `fettle eval run` makes one.');
  const run = await readRun(resolve(dir));
  const { arm, suite: name, source } = run.manifest;
  const settings = readSettings();
  const opened = await openSuite(name, {
    items: itemsIn(source),
    prompt: run.prompt,
    agentModel: arm.agentModel,
    judgeModel: arm.judgeModel,
    profile: arm.profile,
    judgeTemperature: temperatureIn(run.manifest),
    settings,
    redact: createRedactor(),
  });
  const scratch = await mkdtemp(join(tmpdir(), 'fettle-replay-'));
  const interrupted = interruption();
  try {
    checkReplayable(run.manifest, opened.suite);
    const out = values.out === undefined ? join(scratch, 'run') : resolve(values.out);
    const { kept } = await replayRun(run, opened.suite, out, interrupted.signal);
    if (kept.length > 0)
      console.log(
        `${kept.length} trials were taken over as they are, since their agent's answers held what looks like a credential, which no recording keeps: ${kept.join(', ')}`,
      );
    await writeReports(out);
    return await compare(run, out);
  } catch (error) {
    const code = interrupted.exitCode();
    if (code === null) throw error;
    console.log('Interrupted.');
    return code;
  } finally {
    await opened.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

const COMPARED = [RUN_FILES.trials, 'report.json', 'report.md', 'report.html', 'report.xml'];

/** A report that the run itself has not, such as one that was removed, is not compared. */
async function compare(run: Run, out: string): Promise<number> {
  const same: string[] = [];
  const differ: string[] = [];
  for (const file of COMPARED) {
    const before = await readFile(join(run.dir, file)).catch(() => null);
    const after = await readFile(join(out, file)).catch(() => null);
    if (before !== null) (after !== null && before.equals(after) ? same : differ).push(file);
  }
  const counted = `${run.trials.length} ${run.trials.length === 1 ? 'trial' : 'trials'}`;
  if (differ.length === 0) {
    console.log(`${counted} replayed without a model; byte for byte the same: ${same.join(', ')}.`);
    return 0;
  }
  const after = await readRun(out);
  const changed = run.trials.filter((trial, at) => JSON.stringify(trial) !== JSON.stringify(after.trials[at]));
  console.log(`${counted} replayed without a model; not the same: ${differ.join(', ')}.`);
  for (const { item, trial, answer, score } of changed) {
    const now = after.trials.find((it) => it.item === item && it.trial === trial);
    console.log(`  ${item}, trial ${trial}: was ${answer} (${score}), is ${now?.answer} (${now?.score})`);
  }
  return 1;
}
