import { pino } from 'pino';
import SmeeClient from 'smee-client';
import { describeError, UserError } from '../errors.ts';
import { appAccount } from '../github/app-account.ts';
import { convertManifest } from '../github/app-manifest.ts';
import { dockerSandboxes } from '../sandbox/docker.ts';
import { startSmee } from '../server/smee.ts';
import { WEBHOOK_PATH } from '../server.ts';
import { loadCredentials, presetOf, readCredentials } from '../settings/credentials.ts';
import { readSettings } from '../settings.ts';
import { gitCheck } from '../setup/checks/git.ts';
import { sandboxChecks } from '../setup/checks/sandbox.ts';
import { arrivalCheck } from '../setup/checks/webhook.ts';
import { openSetUp } from '../setup/open-set-up.ts';
import type { SetUpParts } from '../setup/parts.ts';
import { Pings } from '../setup/pings.ts';
import { storeCredentials } from '../setup/store-credentials.ts';
import { databaseOpens, gitHubChecks, modelsAnswer, tryModels } from './checks.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Leads through the set-up in a browser. Resolves when the settings are complete and a person goes on to the app, or when
 * the process was asked to stop.
 */
export async function setUpCommand(): Promise<'started' | 'stopped'> {
  const { host, port, logLevel } = readSettings();
  const log = pino({ level: logLevel });
  const stop = Promise.withResolvers<void>();
  const relays: { stop(): Promise<void> }[] = [];
  for (const signal of SIGNALS) process.once(signal, stop.resolve);
  try {
    return await openSetUp({
      settings: { host, port },
      parts: ({ start, port: listensOn }) => {
        const target = () => `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${listensOn()}${WEBHOOK_PATH}`;
        return chooseParts({ start, relayFrom: (channel) => relays.push(startSmee(channel, target(), log)), log });
      },
      stopped: stop.promise,
      say: (line) => console.log(line),
    });
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop.resolve);
    await Promise.all(relays.map((relay) => relay.stop()));
  }
}

function chooseParts({ start, relayFrom, log }: Pick<SetUpParts, 'start' | 'relayFrom' | 'log'>): SetUpParts {
  const pings = new Pings();
  const settings = () => readSettings();
  const stored = () => readCredentials(settings().dataDir);
  return {
    preset: presetOf(),
    settings,
    stored,
    store: async (more) => {
      const before = stored();
      await storeCredentials(settings().dataDir, more);
      loadCredentials(before);
    },
    convert: convertManifest,
    newChannel,
    relayFrom,
    tryModel: async (model) => await tryModels(readSettings(model).model()),
    check: async () => {
      const now = settings();
      const found = await Promise.all([
        gitHubChecks(now, (account, expected, { webhookSecret }) =>
          arrivalCheck(account, expected, pings.state(webhookSecret)),
        ),
        modelsAnswer(now),
        sandboxChecks(now.sandbox, dockerSandboxes(now.sandbox)),
        databaseOpens(now),
        gitCheck(),
      ]);
      return found.flat();
    },
    pingAgain: async () => {
      const account = appAccount(settings().github());
      const [last] = await account.lastDeliveries().catch(() => []);
      if (last === undefined)
        throw new UserError('GitHub has sent nothing yet: install the App on a repository, which sends something.');
      await account.redeliver(last.id);
    },
    pings,
    start,
    log,
    now: Date.now,
  };
}

async function newChannel(): Promise<string> {
  try {
    return await SmeeClient.createChannel();
  } catch (cause) {
    throw new UserError(`smee.io gave no channel (${describeError(cause)}): see that this machine may go out to it.`, {
      cause,
    });
  }
}
