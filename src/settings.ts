import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { UserError } from './errors.ts';
import type { SandboxSettings } from './sandbox/types.ts';

const whole = (fallback: number, min = 0, max = 1_000_000_000) =>
  z.coerce
    .number({ error: 'must be a whole number' })
    .int('must be a whole number')
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`)
    .default(fallback);

/** Every setting, by the name of its environment variable; `.env.example` explains each one and a test compares the two. */
const Environment = z.object({
  APP_ID: z.string().regex(/^\d+$/, 'must be the number GitHub shows as App ID').optional(),
  PRIVATE_KEY: z.string().min(1).optional(),
  PRIVATE_KEY_PATH: z.string().min(1).optional(),
  WEBHOOK_SECRET: z.string().min(1).optional(),
  WEBHOOK_PROXY_URL: z.url().optional(),
  GHE_HOST: z
    .string()
    .regex(/^[^/\s@?#]+$/, 'must be a host, with a port if need be, and nothing else')
    .optional(),
  GHE_PROTOCOL: z.enum(['http', 'https']).default('https'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: whole(3000, 0, 65_535),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  ANTHROPIC_API_KEY: z.string().min(1).optional(),
  ANTHROPIC_BASE_URL: z.url().optional(),
  FETTLE_AGENT_MODEL: z.string().min(1).default('claude-sonnet-5-5'),
  FETTLE_AGENT_PROFILE: z.string().min(1).default('fettle'),
  FETTLE_JUDGE_MODEL: z.string().min(1).default('claude-opus-5-5'),
  FETTLE_JUDGE: z.enum(['off', 'shadow', 'advise', 'block'], 'must be off, shadow, advise or block').optional(),
  FETTLE_JUDGE_BASE_URL: z.url().optional(),
  FETTLE_JUDGE_API_KEY: z.string().min(1).optional(),
  FETTLE_JUDGE_TEMPERATURE: z.coerce
    .number({ error: 'must be a number' })
    .min(0, 'must be at least 0')
    .max(1, 'must be at most 1')
    .optional(),
  FETTLE_DATA_DIR: z.string().min(1).default('.fettle'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres://')
    .optional(),
  FETTLE_BOTS: z.string().default(''),
  FETTLE_LABEL: z.string().min(1).max(50).default('fettle'),
  FETTLE_SANDBOX_IMAGE: z.string().min(1).default('fettle-sandbox'),
  FETTLE_SANDBOX_IMAGES: z.string().default(''),
  FETTLE_SERVICE_IMAGES: z.string().default(''),
  FETTLE_SANDBOX_MEMORY_MB: whole(6144, 512),
  FETTLE_SANDBOX_CPUS: z.coerce.number({ error: 'must be a number' }).min(0.1, 'must be at least 0.1').default(2),
  FETTLE_SANDBOX_DISK_MB: whole(2048, 64),
  FETTLE_SANDBOX_BUDGET_MB: whole(0),
  FETTLE_LAYER_DAYS: whole(14, 1, 3650),
  FETTLE_SANDBOX_RUNTIME: z.string().min(1).optional(),
  FETTLE_SANDBOX_HOSTS: z.string().default(''),
  FETTLE_SANDBOX_TUNNELS: z.string().default(''),
  FETTLE_REGISTRY_LOGINS: z.string().min(1).optional(),
  FETTLE_CA_FILE: z.string().min(1).optional(),
  DOCKER_HOST: z.string().min(1).optional(),
  FETTLE_CI: z.enum(['auto', 'ask'], 'must be auto or ask').optional(),
  FETTLE_REQUESTS: z.string().default(''),
  FETTLE_ANSWER_DAYS: whole(14, 1, 365),
  FETTLE_CONCURRENCY: whole(2, 1, 100),
  FETTLE_CI_SETTLE_SECONDS: whole(180),
  FETTLE_CI_START_SECONDS: whole(900),
  FETTLE_RECONCILE_SECONDS: whole(300, 1),
  FETTLE_MAX_REPAIRS: whole(3, 0, 100),
  FETTLE_MAX_FLAKE_RERUNS: whole(2, 0, 20),
  FETTLE_MAX_INFRA_RERUNS: whole(5, 0, 50),
  FETTLE_MAX_TURNS: whole(100, 1, 10_000),
  FETTLE_MAX_COST_USD: z.coerce.number({ error: 'must be a number' }).positive('must be more than 0').default(10),
  FETTLE_MAX_COST_USD_PER_DAY: z.coerce
    .number({ error: 'must be a number' })
    .positive('must be more than 0')
    .default(100),
  FETTLE_READY_WHEN_GREEN: z.enum(['true', 'false'], 'must be true or false').default('true'),
  FETTLE_MAX_MINUTES: whole(60, 1, 24 * 60),
  FETTLE_MODEL_PATIENCE_SECONDS: whole(300),
  FETTLE_EXPERIMENT: z.string().optional(),
  FETTLE_URL: z.url({ protocol: /^https?$/, error: 'must begin with https:// (or http://)' }).optional(),
  GITHUB_CLIENT_ID: z.string().min(1).optional(),
  GITHUB_CLIENT_SECRET: z.string().min(1).optional(),
  FETTLE_PLAN: z.enum(['label', 'always'], 'must be label or always').default('label'),
  FETTLE_NOTIFY_URL: z.url({ protocol: /^https?$/, error: 'must begin with https:// (or http://)' }).optional(),
  FETTLE_NOTIFY: z.string().default('needs_person,ready,campaign_paused'),
  FETTLE_FOLLOW_DAYS: whole(30, 0, 365),
  FETTLE_METRICS_PORT: whole(0, 0, 65_535),
  FETTLE_METRICS_TOKEN: z.string().min(1).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
});

export const SETTING_NAMES = Object.keys(Environment.shape) as (keyof typeof Environment.shape)[];

export interface GitHubSettings {
  appId: number;
  privateKey: string;
  webhookSecret: string;
  webhookProxyUrl: string | null;
  /** e.g. `https://github.com`, `http://127.0.0.1:4000`: what git URLs and links start with. */
  webUrl: string;
  /** e.g. `https://api.github.com`, `http://127.0.0.1:4000/api/v3`. */
  apiUrl: string;
}

/** Where a model is asked. */
export interface ModelEndpoint {
  /** Null only with a base URL of one's own that asks for no key. */
  apiKey: string | null;
  baseUrl: string | null;
  patienceMs: number;
}

export interface ModelSettings extends ModelEndpoint {
  agentModel: string;
  /** The agent profile's name. */
  agentProfile: string;
  judgeModel: string;
  /** Where the judge's model is asked: as the agent's, unless set apart. Temperature null: the model's own. */
  judge: ModelEndpoint & { temperature: number | null };
}

export interface RunSettings {
  label: string;
  /** Logins of bots that may ask like people, in lower case. */
  bots: readonly string[];
  maxTurns: number;
  maxCostUsd: number;
  /** For all runs of one repository in 24 hours. */
  maxCostUsdPerDay: number;
  /** Whether people are asked before a branch is pushed, where CI runs it; null: when an outsider's text is in the task. */
  ci: 'auto' | 'ask' | null;
  /** The least that the judge counts for; null: as each repository says. */
  judge: 'off' | 'shadow' | 'advise' | 'block' | null;
  /** What may be granted when an agent asks for it, as the operator wants it. */
  requests: readonly RequestRule[];
  /** How long people have for an answer. */
  answerDays: number;
  /** What there is to be granted. */
  offer: { images: readonly string[]; serviceImages: readonly string[]; githubHosts: readonly string[] };
  /** Whether a draft is marked ready for review once CI is green. */
  readyWhenGreen: boolean;
  maxMs: number;
  maxRepairs: number;
  maxFlakeReruns: number;
  maxInfraReruns: number;
  ciSettleMs: number;
  ciStartMs: number;
  reconcileMs: number;
  concurrency: number;
  /** Whether every run posts a plan first, or only those whose issue bears `fettle:plan`. */
  plan: 'label' | 'always';
  /** How long a merged change is followed; 0: not at all. */
  followMs: number;
  /** Where people reach the dashboard, without a slash at the end; null: no links. */
  url: string | null;
}

/** What people are told outside GitHub. */
export const NOTICES = ['needs_person', 'ready', 'campaign_paused'] as const;
export type Notice = (typeof NOTICES)[number];

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
  /** For signing in to the dashboard; null: there is none. */
  oauth: { clientId: string; clientSecret: string } | null;
  /** A webhook's address is as good as a password. */
  notify: { url: string; kinds: readonly Notice[] } | null;
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
    runs: {
      label: it.FETTLE_LABEL,
      bots: it.FETTLE_BOTS.split(',')
        .map((login) => login.trim().toLowerCase())
        .filter(Boolean),
      maxTurns: it.FETTLE_MAX_TURNS,
      maxCostUsd: it.FETTLE_MAX_COST_USD,
      maxCostUsdPerDay: it.FETTLE_MAX_COST_USD_PER_DAY,
      ci: it.FETTLE_CI ?? null,
      judge: it.FETTLE_JUDGE ?? null,
      requests: requestRules(it.FETTLE_REQUESTS),
      answerDays: it.FETTLE_ANSWER_DAYS,
      offer: {
        images: list(it.FETTLE_SANDBOX_IMAGES),
        serviceImages: list(it.FETTLE_SERVICE_IMAGES),
        githubHosts: githubHosts(it),
      },
      readyWhenGreen: it.FETTLE_READY_WHEN_GREEN === 'true',
      maxMs: it.FETTLE_MAX_MINUTES * 60_000,
      maxRepairs: it.FETTLE_MAX_REPAIRS,
      maxFlakeReruns: it.FETTLE_MAX_FLAKE_RERUNS,
      maxInfraReruns: it.FETTLE_MAX_INFRA_RERUNS,
      ciSettleMs: it.FETTLE_CI_SETTLE_SECONDS * 1000,
      ciStartMs: it.FETTLE_CI_START_SECONDS * 1000,
      reconcileMs: it.FETTLE_RECONCILE_SECONDS * 1000,
      concurrency: it.FETTLE_CONCURRENCY,
      plan: it.FETTLE_PLAN,
      followMs: it.FETTLE_FOLLOW_DAYS * 24 * 3_600_000,
      url: it.FETTLE_URL?.replace(/\/+$/, '') ?? null,
    },
    oauth: oauthSettings(it),
    notify: notifySettings(it),
    metrics: { port: it.FETTLE_METRICS_PORT || null, token: it.FETTLE_METRICS_TOKEN ?? null },
    otlpEndpoint: it.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    github: () => githubSettings(it, cwd),
    model: () => modelSettings(it),
    app: () => {
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
    },
  };
}

type Values = z.infer<typeof Environment>;

const MIB = 1024 * 1024;

function sandboxSettings(it: Values, extraCertificates: string | null): SandboxSettings {
  // A workspace is in memory, and a build next to a full one still needs some.
  if (it.FETTLE_SANDBOX_MEMORY_MB < it.FETTLE_SANDBOX_DISK_MB + 512) {
    throw new UserError(
      `FETTLE_SANDBOX_MEMORY_MB is wrong: must be at least FETTLE_SANDBOX_DISK_MB and 512 (${it.FETTLE_SANDBOX_DISK_MB + 512}), since workspaces are kept in memory.`,
    );
  }
  return {
    image: it.FETTLE_SANDBOX_IMAGE,
    images: list(it.FETTLE_SANDBOX_IMAGES),
    serviceImages: list(it.FETTLE_SERVICE_IMAGES),
    runtime: it.FETTLE_SANDBOX_RUNTIME ?? null,
    hosts: list(it.FETTLE_SANDBOX_HOSTS.toLowerCase()),
    tunnels: list(it.FETTLE_SANDBOX_TUNNELS.toLowerCase()),
    githubHosts: githubHosts(it),
    loginsFile: it.FETTLE_REGISTRY_LOGINS ?? null,
    caFile: it.FETTLE_CA_FILE ?? extraCertificates,
    dockerHost: it.DOCKER_HOST ?? null,
    limits: {
      memoryBytes: it.FETTLE_SANDBOX_MEMORY_MB * MIB,
      cpus: it.FETTLE_SANDBOX_CPUS,
      workspaceBytes: it.FETTLE_SANDBOX_DISK_MB * MIB,
    },
    budgetBytes: it.FETTLE_SANDBOX_BUDGET_MB === 0 ? null : it.FETTLE_SANDBOX_BUDGET_MB * MIB,
    layerDays: it.FETTLE_LAYER_DAYS,
  };
}

/** Without the port, as hosts are compared. */
const githubHosts = ({ GHE_HOST }: Values): string[] =>
  GHE_HOST === undefined ? [] : [GHE_HOST.toLowerCase().replace(/:\d+$/, '')];

function list(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
}

/** One without the other is a mistake, and so is a place to sign in that nobody can come back to. */
function oauthSettings({ GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET, FETTLE_URL }: Values): Settings['oauth'] {
  if (GITHUB_CLIENT_ID === undefined && GITHUB_CLIENT_SECRET === undefined) return null;
  const missing = Object.entries({ GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET, FETTLE_URL }).find(([, value]) => !value);
  if (missing !== undefined)
    throw new UserError(
      `${missing[0]} is not set: signing in to the dashboard needs GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET and FETTLE_URL.`,
    );
  return { clientId: GITHUB_CLIENT_ID as string, clientSecret: GITHUB_CLIENT_SECRET as string };
}

function notifySettings({ FETTLE_NOTIFY_URL, FETTLE_NOTIFY }: Values): Settings['notify'] {
  const kinds = list(FETTLE_NOTIFY);
  const unknown = kinds.find((kind) => !NOTICES.includes(kind as Notice));
  if (unknown !== undefined)
    throw new UserError(`FETTLE_NOTIFY is wrong: there is no "${unknown}"; there are ${NOTICES.join(', ')}.`);
  return FETTLE_NOTIFY_URL === undefined ? null : { url: FETTLE_NOTIFY_URL, kinds: kinds as Notice[] };
}

/** One answer to what agents ask for; the first that fits counts. */
export interface RequestRule {
  kind: 'host' | 'service' | 'platform' | 'tool' | 'secret' | '*';
  /** A pattern of names; `*` alone means all. */
  name: string;
  answer: 'allow' | 'ask' | 'deny';
}

const REQUEST_RULE = /^(host|service|platform|tool|secret|\*):([^\s=]+)=(allow|ask|deny)$/;

function requestRules(text: string): RequestRule[] {
  return list(text).map((entry) => {
    const [, kind, name, answer] = REQUEST_RULE.exec(entry) ?? [];
    if (kind === undefined || name === undefined || answer === undefined)
      throw new UserError(
        `FETTLE_REQUESTS is wrong: "${entry}" must be like host:*.example.org=allow; kinds are host, service, platform, tool, secret and *, answers are allow, ask and deny.`,
      );
    return { kind, name, answer } as RequestRule;
  });
}

function githubSettings(it: Values, cwd: string): GitHubSettings {
  const missing: string[] = [];
  if (it.APP_ID === undefined) missing.push("APP_ID is not set: it is the number on your GitHub App's page.");
  if (it.PRIVATE_KEY === undefined && it.PRIVATE_KEY_PATH === undefined) {
    missing.push("PRIVATE_KEY or PRIVATE_KEY_PATH is not set: generate a private key on your GitHub App's page.");
  }
  if (it.WEBHOOK_SECRET === undefined) {
    missing.push("WEBHOOK_SECRET is not set: use the secret of your GitHub App's webhook; there is no default.");
  }
  if (missing.length > 0) throw new UserError(missing.join('\n'));
  const webUrl = it.GHE_HOST === undefined ? 'https://github.com' : `${it.GHE_PROTOCOL}://${it.GHE_HOST}`;
  return {
    appId: Number(it.APP_ID),
    privateKey: privateKey(it, cwd),
    webhookSecret: it.WEBHOOK_SECRET as string,
    webhookProxyUrl: it.WEBHOOK_PROXY_URL ?? null,
    webUrl,
    apiUrl: it.GHE_HOST === undefined ? 'https://api.github.com' : `${webUrl}/api/v3`,
  };
}

/** PEM text; `\n` written out and base64 are accepted, since many secret stores cannot hold line breaks. */
function privateKey(it: Values, cwd: string): string {
  let text = it.PRIVATE_KEY;
  if (text === undefined) {
    const path = resolve(cwd, it.PRIVATE_KEY_PATH as string);
    try {
      text = readFileSync(path, 'utf8');
    } catch (cause) {
      throw new UserError(`PRIVATE_KEY_PATH is wrong: ${path} can't be read.`, { cause });
    }
  }
  text = text.replaceAll('\\n', '\n').trim();
  if (!text.startsWith('-----BEGIN')) text = Buffer.from(text, 'base64').toString('utf8').trim();
  if (!/^-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    throw new UserError('PRIVATE_KEY is wrong: it is neither a PEM private key nor one in base64.');
  }
  return text;
}

/** The agent's key is never sent to an address that is the judge's alone. */
function judgeEndpoint(it: Values, agent: ModelEndpoint): Pick<ModelEndpoint, 'apiKey' | 'baseUrl'> {
  const own = it.FETTLE_JUDGE_BASE_URL !== undefined && it.FETTLE_JUDGE_BASE_URL !== it.ANTHROPIC_BASE_URL;
  return {
    apiKey: it.FETTLE_JUDGE_API_KEY ?? (own ? null : agent.apiKey),
    baseUrl: it.FETTLE_JUDGE_BASE_URL ?? agent.baseUrl,
  };
}

function modelSettings(it: Values): ModelSettings {
  if (it.ANTHROPIC_API_KEY === undefined && it.ANTHROPIC_BASE_URL === undefined) {
    throw new UserError(
      'ANTHROPIC_API_KEY is not set: create a key in the Anthropic console, or set ANTHROPIC_BASE_URL to a gateway of your own.',
    );
  }
  const endpoint: ModelEndpoint = {
    apiKey: it.ANTHROPIC_API_KEY ?? null,
    baseUrl: it.ANTHROPIC_BASE_URL ?? null,
    patienceMs: it.FETTLE_MODEL_PATIENCE_SECONDS * 1000,
  };
  return {
    ...endpoint,
    agentModel: it.FETTLE_AGENT_MODEL,
    agentProfile: it.FETTLE_AGENT_PROFILE,
    judgeModel: it.FETTLE_JUDGE_MODEL,
    judge: { ...endpoint, ...judgeEndpoint(it, endpoint), temperature: it.FETTLE_JUDGE_TEMPERATURE ?? null },
  };
}

/** Where things live below the data folder. */
export function dataPaths(dataDir: string): { mirrors: string; database: string } {
  return { mirrors: join(dataDir, 'mirrors'), database: join(dataDir, 'database') };
}
