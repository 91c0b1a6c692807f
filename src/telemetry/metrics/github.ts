import type { GitHubAnswer, Metrics } from '../types.ts';
import { CALL_BUCKETS, type Make } from './make.ts';

interface Limit {
  installation: string;
  resource: string;
  limit: number;
  remaining: number;
  /** Seconds since the epoch. */
  resetAt: number;
}

/**
 * Requests to GitHub, and how far its limits are. An installation is an organisation that uses this app, so there are
 * few; a limit that nobody has asked about since its window ended is not told any more.
 */
export function githubMetrics(
  { prometheus, registers }: Make,
  { onFault }: Pick<Metrics, 'onFault'>,
): Pick<Metrics, 'githubAnswered' | 'githubRetried'> {
  const seconds = new prometheus.Histogram({
    name: 'fettle_github_request_seconds',
    help: "How long GitHub's API took to answer",
    labelNames: ['method', 'status'],
    buckets: CALL_BUCKETS,
    registers,
  });
  const retries = new prometheus.Counter({
    name: 'fettle_github_retries_total',
    help: 'Requests to GitHub that were made again',
    registers,
  });
  const limits = new Map<string, Limit>();
  const gauge = (name: string, help: string, value: (limit: Limit) => number) =>
    new prometheus.Gauge({
      name,
      help,
      labelNames: ['installation', 'resource'],
      registers,
      collect() {
        this.reset();
        for (const [key, limit] of limits) {
          if (limit.resetAt * 1000 < Date.now()) limits.delete(key);
          else this.set({ installation: limit.installation, resource: limit.resource }, value(limit));
        }
      },
    });
  gauge('fettle_github_rate_limit', "Requests that GitHub's limit allows in one window", ({ limit }) => limit);
  gauge('fettle_github_rate_limit_remaining', 'Requests left in this window', ({ remaining }) => remaining);
  gauge('fettle_github_rate_limit_reset_timestamp_seconds', 'When the next window begins', ({ resetAt }) => resetAt);

  return {
    githubAnswered: (answer) => {
      const status = answer.status === null ? 'none' : `${Math.floor(answer.status / 100)}xx`;
      seconds.observe({ method: answer.method, status }, answer.seconds);
      if (answer.status === null || answer.status >= 500) onFault('github');
      const limit = limitIn(answer);
      if (limit !== null) limits.set(`${limit.installation} ${limit.resource}`, limit);
    },
    githubRetried: () => retries.inc(),
  };
}

/** GitHub's own resources; anything else that a header says would be a series of its own. */
const RESOURCE = /^[a-z_]{1,40}$/;

function limitIn({ installation, headers }: GitHubAnswer): Limit | null {
  const number = (name: string) => {
    const value = headers[`x-ratelimit-${name}`];
    return value === undefined || value === '' ? Number.NaN : Number(value);
  };
  const [limit, remaining, resetAt] = [number('limit'), number('remaining'), number('reset')];
  if (![limit, remaining, resetAt].every(Number.isFinite)) return null;
  const resource = String(headers['x-ratelimit-resource'] ?? 'core');
  return {
    installation: installation === null ? 'app' : String(installation),
    resource: RESOURCE.test(resource) ? resource : 'other',
    limit,
    remaining,
    resetAt,
  };
}
