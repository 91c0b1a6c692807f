import { SETTING_NAMES } from '../src/settings.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Settings of the app that describe this machine or the model, and hold for the demo too. */
const KEPT = new Set<string>([
  'DOCKER_HOST',
  'FETTLE_SANDBOX_IMAGE',
  'FETTLE_SANDBOX_RUNTIME',
  'FETTLE_SANDBOX_HOSTS',
  'FETTLE_CA_FILE',
]);
const KEPT_WITH_A_REAL_MODEL = new Set<string>([
  'ANTHROPIC_API_KEY',
  'ANTHROPIC_BASE_URL',
  'FETTLE_AGENT_MODEL',
  'FETTLE_JUDGE_MODEL',
  'FETTLE_MAX_COST_USD',
  'FETTLE_MAX_TURNS',
]);

/** This process's environment without the settings of a Fettle that a person may run here: the demo's are its own. */
export function baseEnvironment(env: Env, realModel: boolean): Record<string, string> {
  const ours = new Set<string>(SETTING_NAMES);
  const kept = (name: string) => !ours.has(name) || KEPT.has(name) || (realModel && KEPT_WITH_A_REAL_MODEL.has(name));
  return Object.fromEntries(
    Object.entries(env).filter((it): it is [string, string] => it[1] !== undefined && kept(it[0])),
  );
}

export interface GitHubOfDemo {
  url: string;
  appId: number;
  slug: string;
  privateKey: string;
  webhookSecret: string;
  /** What signing in to the dashboard takes. */
  signInEnv: Readonly<Record<string, string>>;
}

/** What a person would write into `.env`, with waiting times for somebody who looks on. */
export function appSettings(
  github: GitHubOfDemo,
  modelUrl: string | null,
  dataDir: string,
  port: number,
): Record<string, string> {
  return {
    APP_ID: String(github.appId),
    PRIVATE_KEY: github.privateKey,
    WEBHOOK_SECRET: github.webhookSecret,
    GHE_HOST: new URL(github.url).host,
    GHE_PROTOCOL: 'http',
    HOST: '127.0.0.1',
    PORT: String(port),
    FETTLE_URL: `http://127.0.0.1:${port}`,
    ...github.signInEnv,
    // The distilled text of a red check and the judge's objections are in the debug lines.
    LOG_LEVEL: 'debug',
    ...(modelUrl === null ? {} : { ANTHROPIC_BASE_URL: modelUrl }),
    FETTLE_DATA_DIR: dataDir,
    FETTLE_CI_SETTLE_SECONDS: '2',
    FETTLE_CI_START_SECONDS: '10',
    FETTLE_RECONCILE_SECONDS: '5',
  };
}
