import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Logger, pino } from 'pino';
import { anthropicModel } from '../agent/anthropic.ts';
import { describeError } from '../errors.ts';
import { gitHubApp } from '../github/app.ts';
import { CancelWatch } from '../runs/cancel.ts';
import { takeIn } from '../runs/intake.ts';
import type { RunParts } from '../runs/parts.ts';
import { reconcileRegularly } from '../runs/reconcile.ts';
import { relay } from '../runs/relay.ts';
import { StatusBoard } from '../runs/status.ts';
import { runStore } from '../runs/store.ts';
import { lookAtRun } from '../runs/worker.ts';
import { dockerSandboxes } from '../sandbox/docker.ts';
import { gitMirrors } from '../sandbox/mirror.ts';
import type { Sandboxes } from '../sandbox/types.ts';
import { createServer, type Health, WEBHOOK_PATH } from '../server.ts';
import { dataPaths, type GitHubSettings, type ModelSettings, readSettings, type Settings } from '../settings.ts';
import { deliveryStore } from '../store/delivery-store.ts';
import { openDatabase } from '../store/open-database.ts';
import { runQueue } from '../store/run-queue.ts';
import type { Database, DeliveryStore, VerifiedStore } from '../store/types.ts';
import { verifiedStore } from '../store/verified-store.ts';
import { createRedactor } from '../text/redact.ts';

/** Runs under way get this long to put their last turn down before a stop, ms. */
const GRACE_MS = 8_000;
/** An engine that hangs must not keep the rest of the app from working, ms. */
const SWEEP_PATIENCE = 10_000;
/** A stop takes no longer than this, whatever hangs, ms. */
const STOP_MS = GRACE_MS + 12_000;
/** GitHub redelivers for three days at most. */
const KEEP_DELIVERIES_MS = 7 * 24 * 3_600_000;
const KEEP_VERIFIED_MS = 30 * 24 * 3_600_000;
const PRUNE_EVERY_MS = 3_600_000;

/**
 * The app: web server, worker and timer in one process, and the only place where implementations are chosen. Resolves
 * with the exit code when it was asked to stop. Throws a UserError that names each setting which is missing or wrong.
 */
export async function startCommand(): Promise<number> {
  const settings = readSettings();
  const { github, model } = settings.app();
  // The data folder tells this Fettle's containers from those of another one on the same engine.
  const owner = createHash('sha256').update(settings.dataDir).digest('hex').slice(0, 12);
  const sandboxes = dockerSandboxes(settings.sandbox, { owner });
  const log: Logger = pino({ level: settings.logLevel });
  const stopped = stopRequest();

  let database: Database | null = null;
  let deliveries: DeliveryStore | null = null;
  let wake = () => {};
  const server = await createServer({
    settings,
    github,
    deliveries: () => deliveries,
    onStored: () => wake(),
    health: () => health(database, deliveries !== null),
    log,
  });
  const { port } = await server.listen();
  const smee =
    github.webhookProxyUrl === null
      ? null
      : (await import('../server/smee.ts')).startSmee(
          github.webhookProxyUrl,
          `http://${settings.host}:${port}${WEBHOOK_PATH}`,
          log,
        );

  // The last that was opened is closed first, after the front door.
  const opened: (() => Promise<unknown> | undefined | void)[] = [];
  try {
    database = await openDatabase({ databaseUrl: settings.databaseUrl, dataDir: settings.dataDir, log });
    opened.unshift(() => database?.close());
    const verified = verifiedStore(database);
    const parts = chooseParts(settings, github, model, sandboxes, database, verified, log);
    opened.unshift(
      () => parts.queue.stop(GRACE_MS),
      () => parts.status.close(),
    );
    await parts.queue.start();
    const stored = deliveryStore(database, log);
    const relaying = relay(stored, (event) => takeIn(event, parts), log);
    wake = relaying.wake;
    deliveries = stored;

    // Before a run of ours opens a container: the sweep could not tell it from a leftover.
    await Promise.race([prepareSandboxes(parts.sandboxes, log), delay(SWEEP_PATIENCE, undefined, { ref: false })]);
    await parts.queue.work(settings.runs.concurrency, (runId, signal) => lookAtRun(runId, parts, signal));
    const stopReconciling = reconcileRegularly(parts);
    const stopPruning = pruneRegularly(stored, verified, log);
    opened.unshift(stopReconciling, stopPruning, () => relaying.stop());
    log.info('ready for work');
    await stopped;
    log.info('stopping');
    return 0;
  } finally {
    for (const close of [() => smee?.stop(), () => server.close(), ...opened]) {
      try {
        await close();
      } catch (error) {
        log.warn({ error: describeError(error) }, 'could not close cleanly');
      }
    }
  }
}

function chooseParts(
  settings: Settings,
  github: GitHubSettings,
  model: ModelSettings,
  sandboxes: Sandboxes,
  database: Database,
  verified: VerifiedStore,
  log: Logger,
): RunParts {
  const redact = createRedactor([github.privateKey, github.webhookSecret, model.apiKey]);
  const store = runStore(database);
  const app = gitHubApp(github);
  const queue = runQueue(database, log);
  const { maxTurns, maxCostUsd, maxMs } = settings.runs;
  const { agentModel, judgeModel } = model;
  return {
    store,
    queue,
    github: app,
    sandboxes,
    mirrors: gitMirrors(dataPaths(settings.dataDir).mirrors),
    workshop: {
      sandboxes,
      remembered: verified.of,
      model: anthropicModel(model),
      agentModel,
      judgeModel,
      maxTurns,
      maxCostUsd,
      maxMs,
    },
    settings: settings.runs,
    status: new StatusBoard({ store, github: app, redact, log, now: Date.now }),
    cancels: new CancelWatch(store),
    redact,
    log,
    now: Date.now,
  };
}

/**
 * What a crash left behind is removed. A missing image is built in the background; nobody waits for it here but runs.
 * Webhooks are taken already.
 */
async function prepareSandboxes(sandboxes: Sandboxes, log: Logger): Promise<void> {
  const failed = (error: unknown) =>
    log.error({ error: describeError(error) }, 'the sandbox could not be prepared; runs try again');
  try {
    const status = await sandboxes.check();
    if (status.status === 'no_engine') {
      log.warn(`${status.problem} Runs wait until it answers.`);
      return;
    }
    const removed = await sandboxes.sweep(() => false);
    if (removed > 0) log.info(`removed ${removed} leftovers of an earlier process`);
    if (status.status === 'no_image') {
      log.info(`building the sandbox image ${status.image}; runs wait for it`);
      sandboxes.ensureImage((line) => log.info(line)).catch(failed);
    }
  } catch (error) {
    failed(error);
  }
}

/** Handled deliveries are only kept to tell a repeated one; what verification remembers, while it is asked for. */
function pruneRegularly(
  deliveries: ReturnType<typeof deliveryStore>,
  verified: VerifiedStore,
  log: Logger,
): () => void {
  const failed = (error: unknown) =>
    log.warn({ error: describeError(error) }, 'could not remove old rows; tried again in an hour');
  const prune = () => {
    deliveries.prune(KEEP_DELIVERIES_MS).catch(failed);
    verified.prune(KEEP_VERIFIED_MS).catch(failed);
  };
  prune();
  const timer = setInterval(prune, PRUNE_EVERY_MS);
  return () => clearInterval(timer);
}

async function health(database: Database | null, working: boolean): Promise<Health> {
  if (database === null) return { database: 'starting', queue: 'starting' };
  await database.pool.query('SELECT 1');
  return { database: 'ok', queue: working ? 'ok' : 'starting' };
}

/** Resolves at the first SIGINT or SIGTERM; the second one ends the process as it would without us. */
function stopRequest(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      resolve();
      // A database or an engine that is gone must not keep a process that was asked to stop.
      setTimeout(() => process.exit(1), STOP_MS).unref();
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  });
}
