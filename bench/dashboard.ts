import { execFile, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { randomText, seal, sha256 } from '../src/dashboard/sign-in/secrets.ts';
import { connect } from '../src/store/connect.ts';
import { openEmbedded } from '../src/store/embedded/open-embedded.ts';
import { migrate } from '../src/store/migrate.ts';
import { sessionStore } from '../src/store/session-store.ts';
import type { Database } from '../src/store/types.ts';
import { freePort } from '../test/support/free-port.ts';
import { pages } from './dashboard/pages.ts';
import { gitHubPermissions } from './dashboard/permissions.ts';
import { fill, REPOSITORIES, repositoryName } from './dashboard/stored-runs.ts';
import { page, percentile, visit, watch } from './dashboard/visitors.ts';
import { against, alone, median, type Row } from './row.ts';

const option = (name: string) => process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
/** `--runs=100000` for a quick look; `--database=URL` for one that an earlier call has filled, and that is kept. */
const RUNS = Number(option('runs') ?? 1_000_000);
const FILLED = option('database');
const PER_SECOND = 50;
const SECONDS = 30;
const TARGET_MS = 150;
const SETTLE_MS = 125_000;
/** Of three viewers: one sees everything, one a twentieth, one a handful. */
const SIGHTS = [REPOSITORIES, 250, 5];
const WATCHERS = 200;
const WATCHED_RUNS = 20;
/** Turns and lines that workers write, a second, as fifty runs at work would. */
const WRITES = 40;
const ROUNDS = 3;
const ROUND_SECONDS = 10;
const silent = pino({ level: 'silent' });
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
// As the settings have it: sessions are sealed with it.
const PRIVATE_KEY = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString().trim();

/**
 * `fettle web` on a database with a million runs: people who are signed in ask for all kinds of pages at once, 50 a second,
 * by what they see more or less. Then 200 of them watch runs while those go on; what that costs is seen at the workers.
 */
export async function bench(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'fettle-dashboard-'));
  await chmod(folder, 0o755);
  const server = FILLED === undefined ? await openEmbedded(join(folder, 'database'), silent) : null;
  const url = server?.connectionString ?? (FILLED as string);
  const database = connect(url, silent);
  const gitHub = await gitHubPermissions();
  let web: Awaited<ReturnType<typeof startWeb>> | null = null;
  try {
    await migrate(database, silent);
    if (server !== null) await store(database);
    web = await startWeb(url, gitHub.host, folder);
    const viewers = await Promise.all(SIGHTS.map((repositories) => signedIn(database, repositories)));
    const [all] = viewers as [Viewer];
    return [...(await look(web.port, viewers)), ...(await live(database, web.port, all.cookie))];
  } finally {
    await web?.close();
    gitHub.close();
    await database.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function store(database: Database): Promise<void> {
  console.error(`  storing ${RUNS.toLocaleString('en')} runs`);
  const startedAt = performance.now();
  await fill(database, RUNS);
  console.error(`  stored in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  // Outcomes read again what has changed within two minutes: here that would be every run there is, at every look.
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
}

interface Viewer {
  cookie: string;
  kinds: Awaited<ReturnType<typeof pages>>;
}

/** With a session as signing in would have made it. */
async function signedIn(database: Database, repositories: number): Promise<Viewer> {
  const id = randomText();
  const repos = Array.from({ length: repositories }, (_, at) =>
    repositoryName(Math.floor((at * REPOSITORIES) / repositories)),
  );
  const session = { login: 'ann', token: seal('a token', id, PRIVATE_KEY), repos, reposAt: new Date() };
  await sessionStore(database).add(sha256(id), { ...session, expiresAt: new Date(Date.now() + 3_600_000) });
  return { cookie: `fettle=${id}`, kinds: await pages(database, repos) };
}

async function look(port: number, viewers: readonly Viewer[]): Promise<Row[]> {
  const [{ kinds, cookie }] = viewers as [Viewer];
  const rows: Row[] = [];
  for (const kind of kinds) {
    const before = performance.now();
    const status = await page(port, { path: kind.paths[0] as string, cookie });
    const ms = performance.now() - before;
    console.error(`  ${kind.name}: ${status}, the first after ${ms.toFixed(0)} ms`);
    if (kind.name === 'outcomes')
      rows.push(alone('the first look at outcomes, which reads all runs', ms, 'ms', '<= 15000'));
  }
  const byShare = kinds.flatMap((kind, at) => Array.from({ length: kind.share }, () => at));
  const { times, failures } = await visit(port, PER_SECOND, SECONDS, (at) => {
    // Steps that share no factor with their lists: every page with every viewer, in an order that looks like none.
    const viewer = viewers[at % viewers.length] as Viewer;
    const kind = viewer.kinds[byShare[(at * 37) % byShare.length] as number] as (typeof kinds)[number];
    return { page: kind.name, path: kind.paths[(at * 7) % kind.paths.length] as string, cookie: viewer.cookie };
  });
  const failed = [...failures].reduce((sum, [failure, count]) => {
    console.error(`  ${count} times ${failure}`);
    return sum + count;
  }, 0);
  rows.push(alone('requests without an answer', failed, '', '<= 0'));
  for (const { name } of kinds) {
    const its = times.get(name) ?? [];
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(its, share));
    console.error(
      `  ${name}: p50 ${p50?.toFixed(0)}, p95 ${p95?.toFixed(0)}, p99 ${p99?.toFixed(0)} ms (${its.length})`,
    );
    rows.push(alone(`p95 of ${name}`, p95 as number, 'ms', `<= ${TARGET_MS}`));
  }
  return rows;
}

/** Rounds with and without watchers take turns. */
async function live(database: Database, port: number, cookie: string): Promise<Row[]> {
  const { rows } = await database.pool.query<{ id: string }>(
    `SELECT id FROM fettle.run WHERE state <> 'ended' ORDER BY created_at DESC LIMIT ${WATCHED_RUNS}`,
  );
  const runs = rows.map(({ id }) => id);
  const used = { watched: [] as number[], alone: [] as number[] };
  let first = 1_000_000;
  const work = async () => {
    first += WRITES * ROUND_SECONDS;
    const script = resolve(import.meta.dirname, 'dashboard/worker.ts');
    const args = [script, database.connectionString, ROUND_SECONDS, WRITES, first, ...runs].map(String);
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const { hereMs, thereMs } = JSON.parse(stdout) as { hereMs: number; thereMs: number };
    return hereMs + thereMs;
  };
  for (let round = 0; round <= ROUNDS; round += 1) {
    const quiet = await work();
    const watching = await watch(
      port,
      cookie,
      Array.from({ length: WATCHERS }, (_, at) => runs[at % runs.length] as string),
    );
    const watched = await work();
    console.error(
      `  workers: ${quiet.toFixed(0)} ms, watched ${watched.toFixed(0)} ms; ${watching.lines()} lines told${round === 0 ? ' (not counted)' : ''}`,
    );
    if (watching.lines() < WRITES * ROUND_SECONDS) throw new Error('watchers were not told what workers wrote');
    watching.close();
    if (round === 0) continue;
    used.alone.push(quiet);
    used.watched.push(watched);
  }
  return [against(`workers' CPU with ${WATCHERS} watchers`, median(used.watched), median(used.alone), 'ms', '<= 1.05')];
}

async function startWeb(databaseUrl: string, gitHubHost: string, cwd: string) {
  const port = await freePort();
  const child = spawn(process.execPath, [resolve(import.meta.dirname, '../bin/fettle.mjs'), 'web'], {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env.PATH ?? '',
      APP_ID: '4711',
      PRIVATE_KEY,
      WEBHOOK_SECRET: 'the secret of the bench',
      GITHUB_CLIENT_ID: 'Iv1.bench',
      GITHUB_CLIENT_SECRET: 'the other secret of the bench',
      FETTLE_URL: `http://127.0.0.1:${port}`,
      DATABASE_URL: databaseUrl,
      GHE_HOST: gitHubHost,
      GHE_PROTOCOL: 'http',
      PORT: String(port),
      LOG_LEVEL: 'warn',
    },
  });
  for (const deadline = Date.now() + 30_000; ; await new Promise((done) => setTimeout(done, 50))) {
    const answer = await fetch(`http://127.0.0.1:${port}/ping`).catch(() => null);
    if (answer !== null && answer.status !== 503) break;
    if (Date.now() > deadline || child.exitCode !== null) throw new Error('fettle web does not answer');
  }
  return {
    port,
    close: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
