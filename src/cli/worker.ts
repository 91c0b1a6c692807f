import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { anthropicModel } from '../agent/anthropic.ts';
import { profileOf } from '../agent/profiles/profile.ts';
import { describeError } from '../errors.ts';
import { gitHubApp } from '../github/app.ts';
import { aftermathStore } from '../runs/aftermath/aftermath-store.ts';
import { followRegularly } from '../runs/aftermath/follow-regularly.ts';
import { modelsOf } from '../runs/arm.ts';
import type { Experiment } from '../runs/arm-experiment.ts';
import { sameModelWarning } from '../judge/same-model.ts';
import { CancelWatch } from '../runs/cancel.ts';
import { takeIn } from '../runs/intake.ts';
import { noticeStore } from '../runs/notices/notice-store.ts';
import { type OpenNotices, openNotices } from '../runs/notices/notices.ts';
import type { RunParts } from '../runs/parts.ts';
import { reconcileRegularly } from '../runs/reconcile.ts';
import { reconcileStore } from '../runs/reconcile/reconcile-store.ts';
import { relay } from '../runs/relay.ts';
import { StatusBoard } from '../runs/status.ts';
import { runStore } from '../runs/store.ts';
import { lookAtRun } from '../runs/worker.ts';
import { dockerSandboxes } from '../sandbox/docker.ts';
import { gitMirrors } from '../sandbox/mirror.ts';
import { runtimeProblem } from '../sandbox/engine.ts';
import type { Sandboxes, SandboxSettings } from '../sandbox/types.ts';
import { dataPaths, type GitHubSettings, type ModelSettings, type Settings } from '../settings.ts';
import { deliverySignal } from '../store/delivery-signal.ts';
import { deliveryStore } from '../store/delivery-store.ts';
import { runQueue } from '../store/run-queue.ts';
import { sessionStore } from '../store/session-store.ts';
import type { Database, VerifiedStore } from '../store/types.ts';
import { verifiedStore } from '../store/verified-store.ts';
import { heardOfRuns } from '../telemetry/heard-of-runs.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { watchedDeliveries } from '../telemetry/watched-deliveries.ts';
import { watchedModel } from '../telemetry/watched-model.ts';
import { watchedSandboxes } from '../telemetry/watched-sandboxes.ts';
import { createRedactor } from '../text/redact.ts';
import type { Closers } from './closers.ts';
import { knownSecrets } from './known-secrets.ts';
import { removeLeftovers, removeLeftoversOf } from './leftovers.ts';

/** Runs under way get this long to put their last turn down before a stop, ms. */
const GRACE_MS = 8_000;
/** An engine that hangs must not keep an abandoned run from going on elsewhere, ms. */
const SWEEP_PATIENCE_MS = 10_000;
const SWEEP_EVERY_MS = 5 * 60_000;
/** GitHub redelivers for three days at most. */
const KEEP_DELIVERIES_MS = 7 * 24 * 3_600_000;
const KEEP_VERIFIED_MS = 30 * 24 * 3_600_000;
const KEEP_NOTICES_MS = 30 * 24 * 3_600_000;
const KEEP_RAW_LOGS_MS = 30 * 24 * 3_600_000;
const PRUNE_EVERY_MS = 3_600_000;

/** Relay, queue, runs and timer; everything but the front door. Resolves when it is at work. */
export async function openWorker(options: {
  settings: Settings;
  github: GitHubSettings;
  model: ModelSettings;
  experiment: Experiment | null;
  database: Database;
  closers: Closers;
  telemetry: Telemetry;
}): Promise<void> {
  const { settings, database, closers, telemetry } = options;
  const { log, metrics } = telemetry;
  const verified = verifiedStore(database);
  const parts = chooseParts({ ...options, verified });
  const { queue, sandboxes, status, notices } = parts;
  closers.add(() => status.close());
  closers.add(() => notices.stop());
  const warnings = settings.runs.judge === 'off' ? [] : modelsOf(parts.arms).map(sameModelWarning);
  for (const warning of new Set(warnings)) if (warning !== null) log.warn(warning);

  const deliveries = watchedDeliveries(deliveryStore(database, log), metrics);
  await queue.start();
  const relaying = relay(deliveries, (event) => takeIn(event, parts), log);
  // At once: a GitHub that is slow to answer the relay must not delay the runs' handing over.
  closers.add(() => Promise.all([relaying.stop(), queue.stop(GRACE_MS)]));
  closers.add(deliverySignal(database, log).listen(relaying.wake));

  void prepareEngine(sandboxes, settings.sandbox, log);
  await queue.work(settings.runs.concurrency, {
    handle: (runId, signal) => telemetry.look(runId, () => lookAtRun(runId, parts, signal)),
    abandoned: (runId) => removeLeftoversOf(runId, sandboxes, SWEEP_PATIENCE_MS),
  });
  const passes = reconcileStore(database);
  closers.add(reconcileRegularly(parts, passes));
  closers.add(followRegularly(parts, aftermathStore(database), passes));
  closers.add(regularly(SWEEP_EVERY_MS, 'remove what earlier processes left on the engine', tidy(parts), log));
  const signedIn = sessionStore(database);
  const prune = async () => {
    await deliveries.prune(KEEP_DELIVERIES_MS);
    await verified.prune(KEEP_VERIFIED_MS);
    await signedIn.prune(new Date());
    await parts.store.pruneRawLogs(KEEP_RAW_LOGS_MS);
    await notices.prune(KEEP_NOTICES_MS);
  };
  closers.add(regularly(PRUNE_EVERY_MS, 'remove old rows', prune, log));
}

function chooseParts({
  settings,
  github,
  model,
  experiment,
  database,
  verified,
  telemetry,
}: Parameters<typeof openWorker>[0] & { verified: VerifiedStore }): RunParts & { notices: OpenNotices } {
  // The data folder tells this Fettle's containers from those of another one on the same engine.
  const owner = createHash('sha256').update(settings.dataDir).digest('hex').slice(0, 12);
  const { log, metrics, tracing } = telemetry;
  const sandboxes = watchedSandboxes(dockerSandboxes(settings.sandbox, { owner }));
  const redact = createRedactor(knownSecrets(settings));
  const store = runStore(database);
  const app = gitHubApp(github, { watch: metrics });
  const { maxTurns, maxCostUsd, maxMs } = settings.runs;
  const { agentModel, judgeModel } = model;
  const profile = profileOf(model.agentProfile);
  const faultsOf = (role: 'agent' | 'judge') => ({ onFault: () => metrics?.modelFault(role) });
  const judge = watchedModel(anthropicModel(model.judge, faultsOf('judge')), 'judge', metrics);
  return {
    store,
    queue: runQueue(database, log),
    github: app,
    sandboxes,
    mirrors: gitMirrors(dataPaths(settings.dataDir).mirrors),
    workshop: {
      sandboxes,
      remembered: (scope) => verified.of(scope),
      model: watchedModel(anthropicModel(model, faultsOf('agent')), 'agent', metrics),
      judging: { model: judge, temperature: model.judge.temperature, level: settings.runs.judge },
      agentModel,
      judgeModel,
      maxTurns,
      maxCostUsd,
      maxMs,
    },
    arms: { experiment, agentModel, judgeModel, profile: profile.name },
    settings: settings.runs,
    status: new StatusBoard({ store, github: app, redact, log, now: Date.now, heard: heardOfRuns(metrics, tracing) }),
    notices: openNotices(noticeStore(database), settings.notify, {
      github: app,
      dashboard: settings.runs.url,
      redact,
      log,
      now: Date.now,
    }),
    cancels: new CancelWatch(store),
    redact,
    log,
    now: Date.now,
  };
}

const tidy =
  ({ sandboxes, queue, log }: RunParts) =>
  async () => {
    const removed = await removeLeftovers(sandboxes, queue);
    if (removed > 0) log.info({ removed }, 'removed what earlier processes left on the engine');
  };

/** A runtime that is not there is said at once. A missing image is built in the background; nobody waits for it but runs. */
async function prepareEngine(sandboxes: Sandboxes, settings: SandboxSettings, log: Logger): Promise<void> {
  try {
    const wrong = await runtimeProblem(settings.dockerHost, settings.runtime);
    if (wrong !== null) log.error(`${wrong} No run can be carried out until then.`);
    const status = await sandboxes.check();
    if (status.status === 'no_engine') log.warn(`${status.problem} Runs wait until it answers.`);
    if (status.status !== 'no_image') return;
    log.info(`building the sandbox image ${status.image}; runs wait for it`);
    await sandboxes.ensureImage((line) => log.info(line));
  } catch (error) {
    log.error({ error: describeError(error) }, 'the sandbox could not be prepared; runs try again');
  }
}

/** Now and every so often. */
function regularly(everyMs: number, what: string, work: () => Promise<void>, log: Logger): () => void {
  const once = () =>
    void work().catch((error: unknown) => log.warn({ error: describeError(error) }, `could not ${what}; tried again`));
  once();
  const timer = setInterval(once, everyMs);
  return () => clearInterval(timer);
}
