import { githubHosts, list, type Values } from './environment.ts';
import { type RequestRule, requestRules } from './requests.ts';

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

export function runSettings(it: Values): RunSettings {
  return {
    label: it.FETTLE_LABEL,
    bots: list(it.FETTLE_BOTS.toLowerCase()),
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
  };
}
