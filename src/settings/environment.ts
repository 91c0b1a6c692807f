import { z } from 'zod';

const whole = (fallback: number, min = 0, max = 1_000_000_000) =>
  z.coerce
    .number({ error: 'must be a whole number' })
    .int('must be a whole number')
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`)
    .default(fallback);

/** Every setting, by the name of its environment variable; `.env.example` explains each one and a test compares the two. */
export const Environment = z.object({
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

export type Values = z.infer<typeof Environment>;

export const SETTING_NAMES = Object.keys(Environment.shape) as (keyof typeof Environment.shape)[];

/** What stands between commas. */
export function list(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
}

/** The operator's own GitHub, without the port, as hosts are compared. */
export const githubHosts = ({ GHE_HOST }: Values): string[] =>
  GHE_HOST === undefined ? [] : [GHE_HOST.toLowerCase().replace(/:\d+$/, '')];
