import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { anthropicModel } from '../agent/anthropic.ts';
import { type AppAccount, appAccount } from '../github/app-account.ts';
import { WEBHOOK_PATH } from '../server.ts';
import type { GitHubSettings, ModelSettings, Settings } from '../settings.ts';
import { readAppYml } from '../setup/app-yml.ts';
import { databaseCheck } from '../setup/checks/database.ts';
import { type Finding, finding } from '../setup/checks/finding.ts';
import { gitHubAppChecks } from '../setup/checks/github-app.ts';
import { modelChecks } from '../setup/checks/model.ts';
import { settingCheck } from '../setup/checks/settings.ts';
import { webhookCheck } from '../setup/checks/webhook.ts';
import { packageFolder } from '../store/embedded/binaries.ts';
import { openServer } from '../store/open-database.ts';

/** GitHub's part: the App, what it may do, where it is installed, and its webhook as `webhook` looks at it. */
export async function gitHubChecks(
  settings: Settings,
  webhook: (account: AppAccount, expected: string | null, github: GitHubSettings) => Promise<Finding>,
): Promise<Finding[]> {
  const missing = settingCheck('GitHub App', settings.github);
  if (missing !== null) return [missing];
  const github = settings.github();
  const account = appAccount(github);
  const found = await gitHubAppChecks(account, readAppYml(), new URL(github.webUrl).host);
  // Who does not know us can tell nothing of our webhook.
  if (found.length === 1) return found;
  const own = settings.runs.url === null ? null : settings.runs.url + WEBHOOK_PATH;
  const expected = github.webhookProxyUrl ?? own;
  return [...found, await finding('Webhook', () => webhook(account, expected, github))];
}

/** On a terminal: what GitHub says. */
export const doctorsGitHub = (settings: Settings): Promise<Finding[]> =>
  gitHubChecks(settings, (account, expected) => webhookCheck(account, expected));

export async function modelsAnswer(settings: Settings): Promise<Finding[]> {
  const missing = settingCheck('Model', settings.model);
  return missing === null ? await tryModels(settings.model()) : [missing];
}

export const tryModels = (settings: ModelSettings): Promise<Finding[]> =>
  modelChecks({ settings, modelAt: (endpoint, onFault) => anthropicModel(endpoint, { onFault }) });

/** Opened as the app opens it, which makes the embedded one where there is none yet. */
export const databaseOpens = ({ databaseUrl, dataDir }: Settings): Promise<Finding> =>
  finding('Database', () =>
    databaseCheck(databaseUrl, () => openServer({ databaseUrl, dataDir, log: pino({ level: 'silent' }) })),
  );

/** The same, but nothing is made by a look. */
export const databaseIsThere = (settings: Settings): Promise<Finding> =>
  finding('Database', async () => {
    const isMade = await stat(join(settings.dataDir, 'database', 'where.json')).catch(() => null);
    if (settings.databaseUrl !== null || isMade !== null) return await databaseOpens(settings);
    packageFolder();
    return {
      what: 'Database',
      ok: true,
      say: `the embedded PostgreSQL, made in ${settings.dataDir} at the first start`,
    };
  });
