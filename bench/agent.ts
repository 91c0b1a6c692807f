import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
  approve,
  bash,
  cannotDo,
  edit,
  say,
  search,
  type Step,
  verify,
  view,
  write,
} from '../test/support/model/script.ts';
import { type RecordedRequest, startModelServer } from '../test/support/model/server.ts';
import { Stage } from '../test/support/stage.ts';
import { alone, median, type Row } from './row.ts';

const execute = promisify(execFile);
const FETTLE = resolve(import.meta.dirname, '../bin/fettle.mjs');
const STARTS = 7;
/** Runs that wait for their model at once, besides the first. */
const FURTHER = 7;
/** V8 gives memory back some seconds after the last work. */
const IDLE_MS = 15_000;

/** What the agent costs before it does anything: its prompt, what of it is cached, its start and its memory. */
export async function bench(): Promise<Row[]> {
  return [...(await conversation()), await start(), ...(await memory())];
}

/** A project whose files are about as long as real ones. */
const FILES = {
  'package.json': '{ "name": "dates", "type": "module", "scripts": { "test": "node --test" } }\n',
  'src/dates.js': Array.from(
    { length: 60 },
    (_, at) => `export const inDays${at} = (date) => new Date(date.getTime() + ${at} * 86_400_000);`,
  ).join('\n'),
  'test/dates.test.js': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inDays1 } from '../src/dates.js';

test('tomorrow', () => assert.equal(inDays1(new Date(0)).getTime(), 86_400_000));
`,
};

const TURNS: Step[] = [
  search('inDays'),
  view('src/dates.js'),
  view('test/dates.test.js'),
  edit('src/dates.js', 'inDays3 = (date)', 'inThreeDays = (date)'),
  bash('node --test'),
  write('NOTES.md', '# Renamed\n\n`inDays3` is `inThreeDays` now.\n'),
  verify(),
  say('Renamed, and noted.'),
];

/**
 * One inner loop of eight turns by `fettle run`, as its model sees it. The server counts as the API does: what equals
 * the beginning of an earlier request, up to one of its breakpoints, is read from the cache. Tokens of the first two
 * turns aside, how much of all input was.
 */
async function conversation(): Promise<Row[]> {
  const asked = await localRun(TURNS);
  const first = asked[0]?.body as { system: { text: string }[]; tools: unknown[] };
  const own = first.system.map((block) => block.text).join('').length + JSON.stringify(first.tools).length;
  const later = asked.slice(2).map((request) => request.usage);
  const read = sum(later.map((it) => it?.cache_read_input_tokens ?? 0));
  const all = sum(
    later.map((it) =>
      it === null ? 0 : it.input_tokens + it.cache_read_input_tokens + it.cache_creation_input_tokens,
    ),
  );
  if (asked.length !== TURNS.length)
    throw new Error(`the conversation took ${asked.length} turns, not ${TURNS.length}`);
  return [
    alone('own prompt and tool definitions', own, 'characters', '<= 12000'),
    alone(`cached input from the third turn on, ${TURNS.length} turns`, read / all, 'share', '>= 0.9'),
  ];
}

/** From the start of a fresh process (`node bin/fettle.mjs run`, its caches on disk warm) to its first call of the model. */
async function start(): Promise<Row> {
  const times: number[] = [];
  await withLocalRepository(async (repo, dataDir) => {
    for (let at = 0; at <= STARTS; at += 1) {
      const model = await startModelServer({ script: { agent: [cannotDo('Only the start is measured.')] } });
      const startedAt = Date.now();
      await fettleRun(repo, dataDir, model.url);
      if (at > 0) times.push(((model.requests[0]?.at ?? Number.NaN) - startedAt) / 1000);
      await model.close();
    }
  });
  return alone('process start to first model call (fettle run)', median(times), 's', '<= 0.6');
}

/**
 * `node bin/fettle.mjs worker`, beside a `web`, after a first start that filled its cache of compiled code. Its embedded
 * database is processes of its own, and containers are the engine's: neither is counted.
 */
async function memory(): Promise<Row[]> {
  const stage = await Stage.open({ FETTLE_CONCURRENCY: String(FURTHER + 1), FETTLE_MODEL_PATIENCE_SECONDS: '600' }, [
    'web',
    'worker',
  ]);
  let release = () => {};
  try {
    await stage.stopApp();
    await stage.startApp();
    const repo = await stage.repository('first', FILES, { ci: null });
    stage.issue(repo, 'rename the third', { agent: [...TURNS] }).addLabel('fettle');
    await stage.pullRequest(repo);
    await sleep(IDLE_MS);
    const idle = await residentMegabytes();

    const released = new Promise<void>((done) => {
      release = done;
    });
    let waiting = 0;
    const stall = async () => {
      waiting += 1;
      await released;
      return cannotDo('Only the memory is measured.');
    };
    const begin = async (name: string) => {
      const other = await stage.repository(name, FILES, { ci: null });
      stage.issue(other, `rename it in ${name}`, { agent: [...TURNS.slice(0, 5), stall] }).addLabel('fettle');
    };
    await begin('active-0');
    await stage.until(() => waiting === 1, 'one run to wait for its model');
    await sleep(IDLE_MS);
    const one = await residentMegabytes();
    for (let at = 1; at <= FURTHER; at += 1) await begin(`active-${at}`);
    await stage.until(() => waiting === 1 + FURTHER, 'all runs to wait for their models', 180_000);
    await sleep(IDLE_MS);
    const all = await residentMegabytes();
    return [
      alone('a worker, idle after its first run', idle, 'MB', '<= 110'),
      alone(`each further active run, of ${FURTHER}`, (all - one) / FURTHER, 'MB', '<= 15'),
    ];
  } finally {
    release();
    await sleep(1000);
    await stage.close();
  }
}

/** Resident memory of the worker, this process's child. */
async function residentMegabytes(): Promise<number> {
  const { stdout } = await execute('ps', ['-A', '-o', 'ppid=,rss=,args=']);
  const line = stdout
    .split('\n')
    .find((it) => Number(it.trim().split(/\s+/)[0]) === process.pid && / worker$/.test(it));
  if (line === undefined) throw new Error('the worker is not among the children of this process');
  return (Number(line.trim().split(/\s+/)[1]) * 1024) / 1e6;
}

async function localRun(steps: readonly Step[]): Promise<RecordedRequest[]> {
  const model = await startModelServer({ script: { agent: steps, judge: approve } });
  await withLocalRepository((repo, dataDir) => fettleRun(repo, dataDir, model.url));
  await model.close();
  return model.requests.filter((request) => request.role === 'agent');
}

async function withLocalRepository(work: (repo: string, dataDir: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'fettle-bench-'));
  const repo = join(folder, 'dates');
  try {
    for (const [path, text] of Object.entries(FILES)) {
      await mkdir(dirname(join(repo, path)), { recursive: true });
      await writeFile(join(repo, path), text);
    }
    const git = (...args: string[]) =>
      execute('git', ['-C', repo, '-c', 'user.name=b', '-c', 'user.email=b@localhost', ...args]);
    await git('init', '--quiet');
    await git('add', '.');
    await git('commit', '--quiet', '-m', 'Dates');
    await work(repo, join(folder, 'data'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Its exit code does not matter here: most of these runs end without a change. */
async function fettleRun(repo: string, dataDir: string, modelUrl: string): Promise<void> {
  const child = spawn(
    process.execPath,
    [FETTLE, 'run', '--repo', repo, '--prompt', 'Rename inDays3.', '--patch', join(dataDir, 'patch')],
    {
      stdio: 'ignore',
      env: {
        ...process.env,
        ANTHROPIC_API_KEY: 'sk-ant-bench',
        ANTHROPIC_BASE_URL: modelUrl,
        FETTLE_DATA_DIR: dataDir,
      },
    },
  );
  await new Promise((done, failed) => child.once('error', failed).once('close', done));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
