import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../../errors.ts';
import { AtifTrajectory } from '../../evals/formats/schemas/atif.ts';
import { InspectLog } from '../../evals/formats/schemas/inspect-log.ts';
import { jsonSchema, SCHEMAS } from '../../evals/formats/schemas/list.ts';
import { PromptfooConfig } from '../../evals/formats/schemas/promptfoo.ts';
import { SweBenchPrediction } from '../../evals/formats/schemas/swe-bench.ts';
import { toAtif } from '../../evals/formats/to-atif.ts';
import { toInspect } from '../../evals/formats/to-inspect.ts';
import { toPredictions } from '../../evals/formats/to-predictions.ts';
import { promptfooConfig, promptfooProvider } from '../../evals/formats/to-promptfoo.ts';
import { readRecording } from '../../evals/record/run-directory.ts';
import { readRun, writeWhole } from '../../evals/record/run-files.ts';
import { openJudgeCases } from '../../evals/suites/judge-cases.ts';
import { SUITE_TABLE } from './open-suite.ts';

const HELP = `fettle eval export FORMAT DIR [--out PATH]
fettle eval export --schema NAME

DIR is the directory of a run. What is written is checked against the format's schema first.
  inspect    one log of Inspect AI: a sample a trial (default: DIR/inspect.json)
  atif       a trajectory (ATIF 1.7) for each conversation with a model (default: DIR/atif/)
  swe-bench  predictions of a run of whole tasks, one file for each trial (default: DIR/predictions/)
  promptfoo  here DIR is a file or folder of judge cases, by default those that ship: a configuration with a
             provider that asks Fettle's judge (default: promptfoo/)
--schema prints the JSON Schema of a format: ${Object.keys(SCHEMAS).join(', ')}.

Exit code 0 when all was written, 2 when the call was wrong.`;

type Written = { path: string; what: string };
const FORMATS: Record<string, (from: string | undefined, out: string | undefined) => Promise<Written>> = {
  inspect: async (from, out) => {
    const run = await readRun(directory(from));
    const path = resolve(out ?? join(run.dir, 'inspect.json'));
    await writeJson(path, InspectLog.parse(toInspect({ ...run, conversations: await readRecording(run.dir) })));
    return { path, what: `${run.trials.length} samples` };
  },
  atif: async (from, out) => {
    const run = await readRun(directory(from));
    const path = resolve(out ?? join(run.dir, 'atif'));
    let count = 0;
    for (const calls of (await readRecording(run.dir)).values()) {
      const trajectory = toAtif(calls, run.manifest);
      const [first] = calls;
      if (trajectory === null || first === undefined) continue;
      const name = `${fileName(first.item)}.${first.trial}.${first.purpose}.json`;
      await writeJson(join(path, name), AtifTrajectory.parse(trajectory));
      count += 1;
    }
    if (count === 0) throw new UserError(`No model was asked in ${run.dir}: there is no conversation to export.`);
    return { path, what: `${count} trajectories` };
  },
  'swe-bench': async (from, out) => {
    const run = await readRun(directory(from));
    const path = resolve(out ?? join(run.dir, 'predictions'));
    const byTrial = toPredictions(run);
    if (byTrial.size === 0) throw new UserError(`${run.dir} has no trial that ended: there is nothing to predict.`);
    for (const [trial, predictions] of byTrial) {
      const lines = predictions.map((it) => `${JSON.stringify(SweBenchPrediction.parse(it))}\n`);
      await write(join(path, `trial-${trial}.jsonl`), lines.join(''));
    }
    return { path, what: `predictions of ${byTrial.size} trials of each task` };
  },
  promptfoo: async (from, out) => {
    const cases = await openJudgeCases([from ?? SUITE_TABLE.judge.shipped]);
    const path = resolve(out ?? 'promptfoo');
    const implementation = new URL('./promptfoo-answer.ts', import.meta.url).href;
    await write(join(path, 'cases.jsonl'), cases.map((it) => `${JSON.stringify(it)}\n`).join(''));
    await write(join(path, 'provider.mjs'), promptfooProvider(implementation));
    await writeJson(join(path, 'promptfooconfig.json'), PromptfooConfig.parse(promptfooConfig(cases)));
    return { path, what: `${cases.length} tests` };
  },
};

/** `fettle eval export`. */
export async function exportCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      schema: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  if (values.schema !== undefined) {
    if (!isSchema(values.schema))
      throw new UserError(`There is no schema "${values.schema}": choose ${Object.keys(SCHEMAS).join(', ')}.`);
    console.log(JSON.stringify(jsonSchema(values.schema), null, 2));
    return 0;
  }
  const [format, from, ...more] = positionals;
  const write = format === undefined ? undefined : FORMATS[format];
  if (write === undefined || more.length > 0)
    throw new UserError(`Say which format and which run: fettle eval export ${Object.keys(FORMATS).join('|')} DIR.`);
  const { path, what } = await write(from, values.out);
  console.log(`${path}: ${what}`);
  return 0;
}

const isSchema = (name: string): name is keyof typeof SCHEMAS => Object.hasOwn(SCHEMAS, name);

function directory(from: string | undefined): string {
  if (from === undefined) throw new UserError('Say which run: its directory, with the manifest.json in it.');
  return from;
}

/** Items are named by people: whatever no file may be called is left out. */
const fileName = (id: string): string =>
  id
    .replace(/[^\w.-]/g, '_')
    .replace(/^\.+/, '_')
    .slice(0, 150);

const writeJson = (path: string, value: unknown): Promise<void> => write(path, `${JSON.stringify(value, null, 2)}\n`);

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeWhole(path, text);
}
