import { join, resolve } from 'node:path';
import { UserError } from './errors.ts';
import type { SandboxSettings } from './sandbox/types.ts';
import { Environment, SETTING_NAMES, type Values } from './settings/environment.ts';
import { type GitHubSettings, githubSettings, type OAuthSettings, oauthSettings } from './settings/github.ts';
import { type ModelSettings, modelSettings } from './settings/model.ts';
import { type NotifySettings, notifySettings } from './settings/notify.ts';
import { type RunSettings, runSettings } from './settings/runs.ts';
import { sandboxSettings } from './settings/sandbox.ts';

export { SETTING_NAMES } from './settings/environment.ts';
export type { GitHubSettings, OAuthSettings } from './settings/github.ts';
export type { ModelEndpoint, ModelSettings } from './settings/model.ts';
export type { Notice, NotifySettings } from './settings/notify.ts';
export type { RequestRule } from './settings/requests.ts';
export type { RunSettings } from './settings/runs.ts';

export interface Settings {
  host: string;
  port: number;
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  dataDir: string;
  databaseUrl: string | null;
  /** JSON or a path, as it was given; runs/arm-experiment.ts reads it. */
  experiment: string | null;
  sandbox: SandboxSettings;
  runs: RunSettings;
  /** Null: there is no dashboard. */
  oauth: OAuthSettings | null;
  /** Null: nobody is told. */
  notify: NotifySettings | null;
  /** Port null: no port of their own. */
  metrics: { port: number | null; token: string | null };
  /** An OpenTelemetry collector's address. */
  otlpEndpoint: string | null;
  github: () => GitHubSettings;
  model: () => ModelSettings;
  /** Both, as the app needs them; one error names all that is missing. */
  app: () => { github: GitHubSettings; model: ModelSettings };
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The only reader of the environment. Local commands need no settings at all, so what GitHub and the model need is
 * checked when it is asked for; `npm start` asks for both before it opens anything.
 * Throws a UserError that names each variable which is missing or wrong.
 */
export function readSettings(env: Env = process.env, cwd = process.cwd()): Settings {
  const given = Object.fromEntries(SETTING_NAMES.map((name) => [name, env[name]?.trim() || undefined]));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    throw new UserError(
      parsed.error.issues.map((issue) => `${issue.path.join('.')} is wrong: ${issue.message}.`).join('\n'),
    );
  }
  const it = parsed.data;
  return {
    host: it.HOST,
    port: it.PORT,
    logLevel: it.LOG_LEVEL,
    dataDir: resolve(cwd, it.FETTLE_DATA_DIR),
    databaseUrl: it.DATABASE_URL ?? null,
    experiment: it.FETTLE_EXPERIMENT ?? null,
    sandbox: sandboxSettings(it, env.NODE_EXTRA_CA_CERTS ?? null),
    runs: runSettings(it),
    oauth: oauthSettings(it),
    notify: notifySettings(it),
    metrics: { port: it.FETTLE_METRICS_PORT || null, token: it.FETTLE_METRICS_TOKEN ?? null },
    otlpEndpoint: it.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    github: () => githubSettings(it, cwd),
    model: () => modelSettings(it),
    app: () => both(it, cwd),
  };
}

/** One error names all that is missing for either. */
function both(it: Values, cwd: string): ReturnType<Settings['app']> {
  const problems: string[] = [];
  const attempt = <T>(read: () => T): T | null => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error.message);
      return null;
    }
  };
  const github = attempt(() => githubSettings(it, cwd));
  const model = attempt(() => modelSettings(it));
  if (github === null || model === null) throw new UserError(problems.join('\n'));
  return { github, model };
}

/** Where things live below the data folder. */
export function dataPaths(dataDir: string): { mirrors: string; database: string } {
  return { mirrors: join(dataDir, 'mirrors'), database: join(dataDir, 'database') };
}
