import SmeeClient from 'smee-client';
import { describeError, UserError } from '../errors.ts';
import { appAccount } from '../github/app-account.ts';
import { apiProblem, convertManifest } from '../github/app-manifest.ts';
import { dockerSandboxes } from '../sandbox/docker.ts';
import { startSmee } from '../server/smee.ts';
import { WEBHOOK_PATH } from '../server.ts';
import { loadCredentials, readCredentials } from '../settings/credentials.ts';
import { presetOf } from '../settings/preset.ts';
import { readSettings } from '../settings.ts';
import { gitCheck } from '../setup/checks/git.ts';
import { sandboxChecks } from '../setup/checks/sandbox.ts';
import { arrivalCheck } from '../setup/checks/webhook.ts';
import { openSetUp } from '../setup/open-set-up.ts';
import type { SetUpParts } from '../setup/parts.ts';
import { Arrivals } from '../setup/arrivals.ts';
import { remembering } from '../setup/checks/remembering.ts';
import { storeCredentials } from '../setup/store-credentials.ts';
import { createLog } from '../telemetry/log.ts';
import { createRedactor } from '../text/redact.ts';
import { databaseOpens, gitHubChecks, modelsAnswer, tryModels } from './checks.ts';

/** GitHub sends again within a second or two, ms. */
const ARRIVAL_MS = 8000;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Leads through the set-up in a browser. Resolves when the settings are complete and a person goes on to the app, or when
 * the process was asked to stop.
 */
export async function setUpCommand(): Promise<'started' | 'stopped'> {
  const { host, port, logLevel } = readSettings();
  const log = createLog({ level: logLevel, secrets: [] });
  const stop = Promise.withResolvers<void>();
  const relays = new Map<string, { stop(): Promise<void> }>();
  for (const signal of SIGNALS) process.once(signal, stop.resolve);
  try {
    return await openSetUp({
      settings: { host, port },
      parts: ({ start, address }) => {
        const relayFrom = (channel: string) => {
          if (!relays.has(channel)) relays.set(channel, startSmee(channel, address() + WEBHOOK_PATH, log));
        };
        return chooseParts({ start, relayFrom, log });
      },
      stopped: stop.promise,
      say: (line) => console.log(line),
    });
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop.resolve);
    await Promise.all([...relays.values()].map((relay) => relay.stop()));
  }
}

function chooseParts({ start, relayFrom, log }: Pick<SetUpParts, 'start' | 'relayFrom' | 'log'>): SetUpParts {
  const arrivals = new Arrivals();
  // The model costs money and the database seconds: what was well is not asked again each time the page is looked at.
  const [rememberModel, rememberDatabase] = [remembering(), remembering()];
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
    unreachable: apiProblem,
    convert: convertManifest,
    newChannel,
    relayFrom,
    tryModel: async (model) => await tryModels(readSettings(model).model()),
    check: async () => {
      const now = settings();
      const found = await Promise.all([
        gitHubChecks(now, (account, expected, { webhookSecret }) =>
          arrivalCheck(account, expected, arrivals.state(webhookSecret)),
        ),
        rememberModel(JSON.stringify([stored().ANTHROPIC_API_KEY, stored().ANTHROPIC_BASE_URL]), () =>
          modelsAnswer(now),
        ),
        sandboxChecks(now.sandbox, dockerSandboxes(now.sandbox)),
        rememberDatabase('', async () => [await databaseOpens(now)]),
        gitCheck(),
      ]);
      return found.flat();
    },
    pingAgain: async () => {
      const account = appAccount(settings().github());
      const sent = await account.lastDeliveries();
      const last = sent.find((it) => it.event === 'ping') ?? sent[0];
      if (last === undefined)
        throw new UserError('GitHub has sent nothing yet: install the App on a repository, which sends something.');
      const arrived = arrivals.next(ARRIVAL_MS);
      await account.redeliver(last.id);
      await arrived;
    },
    arrivals,
    redact: (text) => createRedactor(Object.values(stored()))(text),
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
