import type { JudgeErrors } from '../../evals/online/judge-errors.ts';
import { type Rate, wilson } from '../../evals/statistics/wilson.ts';
import type { Sight } from '../../runs/views/types.ts';
import type { auditMemory } from './audits.ts';
import type { Facts, Making } from './fact-memory.ts';
import { quantile } from './merge-hours.ts';
import { type OutcomesQuery, type Span, spanOf } from './outcomes-query.ts';
import { type Tally, together } from './groups.ts';
import { type Tallied, tally } from './tally.ts';

export const DIMENSIONS = ['repository', 'agentModel', 'agentPrompt', 'judgeModel', 'judgePrompt'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export interface Figures {
  span: Span;
  all: Tally;
  periods: Tally[];
  /** Most runs first; `more` are left out. */
  by: Record<Dimension, { rows: { name: string; tally: Tally }[]; more: number }>;
  /** Runs that came to green, by their attempts. */
  attempts: number[];
  /** Hours from the request to the merge; null where nothing was merged. */
  toMerge: { n: number; median: number | null; p90: number | null };
  /** By check: runs in which CI was red after it had passed here. */
  escapes: { check: string; rate: Rate }[];
  judge: JudgeErrors;
  /** What can be filtered by: all that runs in sight were made with. */
  choices: { models: string[]; prompts: string[] };
}

/** `not stored` in a dimension: runs from before it was kept, or that ended before anything was made. */
const UNKNOWN: Making = { id: 0, agentModel: 'not stored', judgeModel: 'not stored', agentPrompt: '', judgePrompt: '' };

const MINUTES_A_DAY = 24 * 60;

/** All figures of the page, of what is in sight and asked for. Null where nothing in sight has ever run. `now` in ms. */
export async function figuresOf(
  { columns, makings }: Facts,
  audits: ReturnType<typeof auditMemory>,
  asked: { sight: Sight; query: OutcomesQuery; now: number; followDays: number },
): Promise<Figures | null> {
  const { sight, query, now } = asked;
  const repos =
    sight.repos === null ? new Uint8Array(columns.repos.all.length).fill(1) : columns.repos.mask(sight.repos);
  const first = firstOf(columns.firsts, repos);
  if (first === null) return null;
  const made = [UNKNOWN, ...makings.values()];
  const inSight = makingsIn(columns, repos);
  const span = spanOf(query.period, now, first * 60_000);
  if (query.repo !== '') only(repos, columns.repos.mask([query.repo]));
  const allowed = new Uint8Array(Math.max(...made.map(({ id }) => id)) + 1);
  for (const making of made)
    if ((query.model === '' || making.agentModel === query.model) && making.agentPrompt.startsWith(query.prompt))
      allowed[making.id] = 1;
  const tallied = tally(columns, {
    repos,
    makings: allowed,
    since: span.since,
    periods: span.periods,
    followedUntil: Math.floor(now / 60_000 / MINUTES_A_DAY - asked.followDays),
  });
  return {
    span,
    all: tallied.all,
    periods: tallied.periods,
    by: by(tallied, columns.repos.all, made),
    attempts: tallied.attempts,
    toMerge: {
      n: tallied.toMerge.reduce((sum, count) => sum + count, 0),
      median: quantile(tallied.toMerge, 0.5),
      p90: quantile(tallied.toMerge, 0.9),
    },
    escapes: escapesOf(tallied, columns.escapes.all),
    judge: await audits(
      ({ repo, making, begun }) =>
        repos[columns.repos.find(repo) ?? -1] === 1 && allowed[making] === 1 && begun >= span.since,
    ),
    choices: {
      models: distinct(made.filter(({ id }) => inSight.has(id)).map(({ agentModel }) => agentModel)),
      prompts: distinct(made.filter(({ id }) => inSight.has(id)).map(({ agentPrompt }) => agentPrompt)),
    },
  };
}

function firstOf(firsts: readonly number[], repos: Uint8Array): number | null {
  const its = firsts.filter((_, repo) => repos[repo] === 1);
  return its.length === 0 ? null : its.reduce((first, one) => Math.min(first, one));
}

/** What runs of these repositories were made with. */
const makingsIn = ({ makings }: Facts['columns'], repos: Uint8Array): ReadonlySet<number> =>
  new Set(makings.flatMap((its, repo) => (repos[repo] === 1 ? [...its] : [])));

function only(mask: Uint8Array, other: Uint8Array): void {
  for (let at = 0; at < mask.length; at += 1) if (other[at] !== 1) mask[at] = 0;
}

function by({ repos, makings }: Tallied, names: readonly string[], made: readonly Making[]): Figures['by'] {
  const byMaking = (of: (making: Making) => string) => {
    const groups = Map.groupBy(
      made.filter(({ id }) => makings.has(id)),
      of,
    );
    return sorted(
      [...groups].map(([name, its]) => ({ name, tally: together(its.map(({ id }) => makings.get(id) as Tally)) })),
    );
  };
  return {
    repository: {
      ...sorted([...repos.most].map(([number, its]) => ({ name: names[number] as string, tally: its }))),
      more: repos.more,
    },
    agentModel: byMaking(({ agentModel }) => agentModel),
    agentPrompt: byMaking(({ agentPrompt }) => agentPrompt),
    judgeModel: byMaking(({ judgeModel }) => judgeModel),
    judgePrompt: byMaking(({ judgePrompt }) => judgePrompt),
  };
}

/** Those that were asked for anything. */
const sorted = (groups: { name: string; tally: Tally }[]) => ({
  rows: groups
    .filter((it) => asked(it.tally) > 0)
    .toSorted((a, b) => asked(b.tally) - asked(a.tally) || a.name.localeCompare(b.name, 'en')),
  more: 0,
});

function escapesOf({ escaped, all }: Tallied, lists: readonly string[]): Figures['escapes'] {
  const counts = new Map<string, number>();
  for (const [list, runs] of escaped) {
    const checks = JSON.parse(lists[list] || '[]') as string[];
    for (const check of checks.length === 0 ? [''] : checks) counts.set(check, (counts.get(check) ?? 0) + runs);
  }
  return [...counts]
    .map(([check, runs]) => ({ check, rate: wilson(runs, Math.max(runs, all.pullRequests)) }))
    .toSorted((a, b) => b.rate.count - a.rate.count || a.check.localeCompare(b.check, 'en'));
}

const distinct = (names: readonly string[]): string[] =>
  [...new Set(names)]
    .filter((name) => name !== '' && name !== UNKNOWN.agentModel)
    .toSorted((a, b) => a.localeCompare(b, 'en'));

/** Runs that are in rates of failure modes. */
export const counted = (it: Tally): number => it.FM1 + it.FM2 + it.FM3 + it.other + it.green + it.merged;
/** Where the funnel begins: those, and pull requests that people closed. */
export const asked = (it: Tally): number => counted(it) + it.closed;
