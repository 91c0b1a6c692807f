import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { UserError } from '../../errors.ts';
import { type Clones, openClones } from '../../evals/formats/base-tree.ts';
import { fromHarbor } from '../../evals/formats/from-harbor.ts';
import { fromMiniSwe } from '../../evals/formats/from-mini-swe.ts';
import {
  fromMultiSweBench,
  fromSweBench,
  type ImportOptions,
  type Instance,
  taskOf,
} from '../../evals/formats/from-swe-bench.ts';
import { writeTask } from '../../evals/formats/imported-task.ts';
import { AtifTrajectory } from '../../evals/formats/schemas/atif.ts';
import { MiniSweTrajectory } from '../../evals/formats/schemas/mini-swe.ts';
import { MultiSweBenchInstance, SweBenchInstance } from '../../evals/formats/schemas/swe-bench.ts';
import { writeWhole } from '../../evals/record/run-files.ts';

const HELP = `fettle eval import FORMAT FILE --out DIR [--repos DIR] [--image NAME] [--test-command TEXT]

  swe-bench        JSON Lines of instances, one task directory for each
  multi-swe-bench  the same for Multi-SWE-bench
  harbor           a task directory of Harbor, or a folder of them
  mini-swe         a .traj.json of mini-swe-agent, as a trajectory (ATIF 1.7)
  --repos          local clones (owner/name, owner__name or name), from which work trees are taken; for harbor a
                   folder of work trees by task name. Without it, tasks of the first two name their repository and
                   commit only, and can't be run until the work tree is in environment/repo.
  --image          the sandbox image that the tasks need (default: fettle-sandbox)
  --test-command   how hidden tests run, as a line of bash; {tests} stands for their names

Whether an imported task measures anything, \`fettle eval validate\` says.
Exit code 0 when all was imported, 1 when something was not (each is named), 2 when the call was wrong.`;

interface Options extends ImportOptions {
  out: string;
  repos: string | null;
}

/** What came of a file. */
interface Outcome {
  imported: string[];
  /** Tasks without their work tree. */
  bare: string[];
  refused: string[];
}

const FORMATS: Record<string, (file: string, options: Options) => Promise<Outcome>> = {
  'swe-bench': (file, options) => importLines(file, options, (value) => fromSweBench(SweBenchInstance.parse(value))),
  'multi-swe-bench': (file, options) =>
    importLines(file, options, (value) => fromMultiSweBench(MultiSweBenchInstance.parse(value))),
  harbor: importHarbor,
  'mini-swe': importTrajectory,
};

/** `fettle eval import`. */
export async function importCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      repos: { type: 'string' },
      image: { type: 'string' },
      'test-command': { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const [format, file, ...more] = positionals;
  const run = format === undefined ? undefined : FORMATS[format];
  if (run === undefined || file === undefined || more.length > 0)
    throw new UserError(`Say which format and which file: fettle eval import ${Object.keys(FORMATS).join('|')} FILE.`);
  if (values.out === undefined) throw new UserError('Say where to: --out DIR.');
  for (const path of [file, values.repos])
    if (path !== undefined && (await stat(path).catch(() => null)) === null)
      throw new UserError(`There is no ${path}.`);
  const { imported, bare, refused } = await run(file, {
    out: resolve(values.out),
    repos: values.repos ?? null,
    image: values.image ?? null,
    testCommand: values['test-command'] ?? null,
  });
  for (const line of refused) console.error(line);
  console.log(`${imported.length} imported into ${values.out}, ${refused.length} not.`);
  if (bare.length > 0)
    console.log(
      `${bare.length} of them without a work tree (${bare.slice(0, 5).join(', ')}${bare.length > 5 ? ' ...' : ''}): \`fettle eval run\` needs it in environment/repo. Import them again with --repos, or put it there.`,
    );
  return refused.length > 0 ? 1 : 0;
}

async function importLines(file: string, options: Options, read: (value: unknown) => Instance): Promise<Outcome> {
  const outcome: Outcome = { imported: [], bare: [], refused: [] };
  const clones = options.repos === null ? null : await openClones(options.repos);
  try {
    let at = 0;
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
      at += 1;
      if (line.trim() === '') continue;
      await attempt(`${file}, line ${at}`, outcome, () => importInstance(read(json(line)), clones, options, outcome));
    }
    if (at === 0) throw new UserError(`${file} is empty.`);
  } finally {
    await clones?.close();
  }
  return outcome;
}

async function importInstance(it: Instance, clones: Clones | null, options: Options, outcome: Outcome): Promise<void> {
  const base = (await clones?.base(it)) ?? null;
  await writeTask(taskOf(it, base, options), options.out);
  outcome.imported.push(it.id);
  if (base === null) outcome.bare.push(it.id);
}

async function importHarbor(path: string, { out, repos, image }: Options): Promise<Outcome> {
  const outcome: Outcome = { imported: [], bare: [], refused: [] };
  const isTask = (dir: string) =>
    stat(join(dir, 'task.toml')).then(
      () => true,
      () => false,
    );
  const found = (await isTask(path)) ? [path] : (await readdir(path)).toSorted().map((name) => join(path, name));
  const dirs: string[] = [];
  for (const dir of found) if (await isTask(dir)) dirs.push(dir);
  if (dirs.length === 0) throw new UserError(`There is no task in ${path}: a task directory has a task.toml.`);
  for (const dir of dirs)
    await attempt(dir, outcome, async () => {
      const { id } = await writeTask(await fromHarbor(dir, repos, image), out);
      outcome.imported.push(id);
    });
  return outcome;
}

async function importTrajectory(file: string, { out }: Options): Promise<Outcome> {
  const outcome: Outcome = { imported: [], bare: [], refused: [] };
  await attempt(file, outcome, async () => {
    const name = basename(file).replace(/(?:\.traj)?\.json$/, '');
    const trajectory = AtifTrajectory.parse(
      fromMiniSwe(MiniSweTrajectory.parse(json(await readFile(file, 'utf8'))), name),
    );
    const path = join(out, `${name}.atif.json`);
    await mkdir(dirname(path), { recursive: true });
    await writeWhole(path, `${JSON.stringify(trajectory, null, 2)}\n`);
    outcome.imported.push(name);
  });
  return outcome;
}

/** What is wrong with one of many is said of that one, and the others go on. */
async function attempt(where: string, outcome: Outcome, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof z.ZodError) outcome.refused.push(`${where}: ${issues(error)}`);
    else if (error instanceof UserError)
      outcome.refused.push(`${where}: ${error.message.trim().replaceAll(/\s*\n\s*/g, '; ')}`);
    else throw error;
  }
}

const issues = ({ issues: all }: z.ZodError): string =>
  all.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`)).join('; ');

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError('this is no JSON', { cause });
  }
}
