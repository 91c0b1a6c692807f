import { isSetUpNeeded } from '../settings/credentials.ts';
import { readSettings } from '../settings.ts';
import { openDatabase } from '../store/open-database.ts';
import { openTelemetry } from '../telemetry/telemetry.ts';
import { Closers } from './closers.ts';
import { knownSecrets } from './known-secrets.ts';

export type Role = 'web' | 'worker';

/** A stop takes no longer than this, whatever hangs, ms: runs get 8 s to put their last turn down. */
const STOP_MS = 20_000;

/**
 * The app, whole or in one of its roles: any number of processes of each role share one database. A role loads only
 * what it needs. The whole app with nothing configured at all opens its set-up page first. Resolves with the exit code when
 * the process was asked to stop. Throws a UserError that names each setting which is missing or wrong.
 */
export async function startCommand(roles: readonly Role[]): Promise<number> {
  if (roles.length === 2 && isSetUpNeeded() && (await (await import('./set-up.ts')).setUpCommand()) === 'stopped')
    return 0;
  const settings = readSettings();
  const app = roles.includes('worker') ? settings.app() : null;
  const github = app?.github ?? settings.github();
  const experiment =
    settings.experiment === null
      ? null
      : (await import('../runs/arm-experiment.ts')).readExperiment(
          settings.experiment,
          process.cwd(),
          (await import('../agent/profiles/profile.ts')).profileNames(),
        );
  // A wrong address of the engine is said before anything is opened, like any other wrong setting.
  if (app !== null) (await import('../sandbox/connect.ts')).connectDocker(settings.sandbox.dockerHost);
  const telemetry = await openTelemetry({ ...settings, roles, secrets: knownSecrets(settings) });
  const { log, metrics } = telemetry;
  const stopped = stopRequest();

  let working = app === null;
  let stopping = false;
  const web = roles.includes('web')
    ? await (await import('./web.ts')).openWeb(settings, github, () => working, telemetry)
    : null;
  const closers = new Closers();
  closers.add(() => telemetry.close());
  try {
    const database = await openDatabase({ databaseUrl: settings.databaseUrl, dataDir: settings.dataDir, log });
    closers.add(() => database.close());
    web?.connect(database);
    metrics?.connect(database.pool);
    if (app !== null) {
      await (await import('./worker.ts')).openWorker({ settings, ...app, experiment, database, closers, telemetry });
      working = true;
    }
    log.info(`ready for work as ${roles.join(' and ')}`);
    await stopped;
    stopping = true;
    log.info('stopping');
    return 0;
  } finally {
    // The front door first, so that nobody is told "stored" by a process that is going.
    await web?.close();
    await closers.close(log);
    // What still waits then (the next try of a call to a GitHub that is away) is looked at again by whoever starts next, and
    // must not keep the process for as long.
    if (stopping) setImmediate(() => process.exit());
  }
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
