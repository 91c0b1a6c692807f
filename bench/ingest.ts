import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { generateKeyPairSync } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
import { connect } from '../src/store/connect.ts';
import { openEmbedded } from '../src/store/embedded/open-embedded.ts';
import { migrate } from '../src/store/migrate.ts';
import type { Database } from '../src/store/types.ts';
import { freePort } from '../test/support/free-port.ts';
import { p99At, type Target, throughput } from './ingest/load.ts';
import { ACTIVE, fill, headOf, lookUps, REPO } from './ingest/stored-runs.ts';
import { against, alone, median, type Row } from './row.ts';

const ROUNDS = 6;
const SECONDS = 4;
const ENDED = 1_000_000;
const LOOK_UPS = 200;
const SECRET = 'the secret of the bench';
const silent = pino({ level: 'silent' });

/**
 * `fettle web` beside Probot with a handler that does nothing: the same webhooks over real HTTP, each a `check_run` about
 * the head of a run we know, so that each has to be looked up, stored and flushed to disk before its answer. Then the
 * same, and what else is asked of the database all the time, with a million runs stored. The servers take turns; medians.
 */
export async function bench(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'fettle-ingest-'));
  await chmod(folder, 0o755);
  const server = await openEmbedded(join(folder, 'database'), silent);
  const databases: Database[] = [];
  const children: { close(): Promise<void> }[] = [];
  try {
    const open = async (name: string, ended: number) => {
      const admin = connect(server.connectionString, silent);
      await admin.pool.query(`CREATE DATABASE ${name}`);
      await admin.close();
      const url = new URL(server.connectionString);
      url.pathname = `/${name}`;
      const database = connect(url.href, silent);
      databases.push(database);
      await migrate(database, silent);
      console.error(`  storing ${ended + ACTIVE} runs`);
      await fill(database, ended);
      return database;
    };
    const small = await open('small', 0);
    const large = await open('large', ENDED);
    const start = async (script: string[], env: Record<string, string>) => {
      const child = await startServer(script, env, folder);
      children.push(child);
      return { port: child.port, secret: SECRET, bodies: BODIES };
    };
    const fettle = [resolve(import.meta.dirname, '../bin/fettle.mjs'), 'web'];
    const ours = await start(fettle, { DATABASE_URL: small.connectionString });
    const full = await start(fettle, { DATABASE_URL: large.connectionString });
    const noop = await start([resolve(import.meta.dirname, 'ingest/noop-server.ts')], {});
    return [...(await ingest(ours, full, noop)), ...(await stored(small, large))];
  } finally {
    for (const child of children) await child.close();
    for (const database of databases) await database.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function ingest(ours: Target, full: Target, noop: Target): Promise<Row[]> {
  const targets = { ours, noop, full };
  const rates = { ours: [] as number[], noop: [] as number[], full: [] as number[] };
  const order = ['ours', 'noop', 'full'] as const;
  for (let round = 0; round <= ROUNDS; round += 1) {
    const found = { ours: 0, noop: 0, full: 0 };
    // Nobody always comes after the same one.
    for (let at = 0; at < order.length; at += 1) {
      const name = order[(at + round) % order.length] as (typeof order)[number];
      found[name] = await throughput(targets[name], SECONDS);
    }
    const line = `fettle ${found.ours.toFixed(0)}/s, no-op ${found.noop.toFixed(0)}/s, full ${found.full.toFixed(0)}/s`;
    // The first round pays for compiling, in all three.
    console.error(`  ${line}${round === 0 ? ' (not counted)' : ''}`);
    if (round === 0) continue;
    for (const name of order) rates[name].push(found[name]);
  }
  const [rate, fullRate] = [median(rates.ours), median(rates.full)];
  return [
    against('webhooks stored and answered', rate, median(rates.noop), '/s', '>= 0.5'),
    alone('p99 at half of that load', await p99At(ours, rate / 2, SECONDS * 3), 'ms', '<= 250'),
    against(`the same with ${ENDED.toLocaleString('en')} runs stored`, fullRate, rate, '/s', '>= 0.9'),
    alone('its p99 at half of that load', await p99At(full, rate / 2, SECONDS * 3), 'ms', '<= 250'),
  ];
}

/** The look-up that grows most. Some tenths are noise at these times. */
async function stored(small: Database, large: Database): Promise<Row[]> {
  const [few, many] = [await lookUps(small), await lookUps(large)];
  const found = [];
  for (const name of Object.keys(few)) {
    const times = { few: [] as number[], many: [] as number[] };
    for (let at = 0; at < LOOK_UPS; at += 1) {
      times.few.push(await timeOf(few[name] as () => Promise<unknown>));
      times.many.push(await timeOf(many[name] as () => Promise<unknown>));
    }
    found.push({ name, few: median(times.few), many: median(times.many) });
    console.error(`  ${name}: ${median(times.few).toFixed(3)} ms, full ${median(times.many).toFixed(3)} ms`);
  }
  const worst = found.toSorted((a, b) => b.many / b.few - a.many / a.few)[0] as (typeof found)[number];
  return [
    against(
      `of ${found.length} look-ups the one that grows most (${worst.name})`,
      worst.many,
      worst.few,
      'ms',
      '<= 1.5',
    ),
  ];
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** About as large as GitHub's own, most of which nobody reads. */
const BODIES = Array.from({ length: 100 }, (_, at) =>
  JSON.stringify({
    action: 'completed',
    check_run: {
      id: at,
      head_sha: headOf(at + 1),
      app: { id: 15368 },
      name: 'test',
      output: { text: 'x'.repeat(3000) },
    },
    repository: { id: 1, name: REPO.name, owner: { login: REPO.owner }, description: 'x'.repeat(6000) },
    installation: { id: REPO.installationId },
    sender: { login: 'github-actions[bot]', type: 'Bot' },
  }),
);

async function startServer(script: string[], env: Record<string, string>, cwd: string) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const port = await freePort();
  const child = spawn(process.execPath, script, {
    cwd,
    stdio: 'ignore',
    env: {
      PATH: process.env.PATH ?? '',
      APP_ID: '4711',
      PRIVATE_KEY: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
      WEBHOOK_SECRET: SECRET,
      PORT: String(port),
      ...env,
    },
  });
  for (const deadline = Date.now() + 30_000; ; await new Promise((done) => setTimeout(done, 50))) {
    const answer = await fetch(`http://127.0.0.1:${port}/ping`).catch(() => null);
    if (answer !== null && answer.status !== 503) break;
    if (Date.now() > deadline || child.exitCode !== null) throw new Error(`${script.join(' ')} does not answer`);
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
