import { randomUUID } from 'node:crypto';
import { gitHubApp } from '../src/github/app.ts';
import type { RunParts } from '../src/runs/parts.ts';
import { redeliverFailed } from '../src/runs/reconcile/lost-deliveries.ts';
import { lostLabels } from '../src/runs/reconcile/lost-labels.ts';
import { lookAtOpenRuns } from '../src/runs/reconcile/open-runs.ts';
import { reconcileStore } from '../src/runs/reconcile/reconcile-store.ts';
import { readSettings } from '../src/settings.ts';
import type { Database } from '../src/store/types.ts';
import { freshDatabase, silent } from '../test/store/fresh-database.ts';
import { type GitHubDouble, startGitHub } from '../test/support/github/github.ts';
import { alone, type Row } from './row.ts';

const RUNS = 10_000;
const REPOSITORIES = 20;
const EVERY_MS = 300_000;
const HOUR_MS = 3_600_000;

/**
 * What 10,000 open runs in one installation cost GitHub's limit while nothing changes: real passes with the real client
 * against the double, on a clock that is moved on from tick to tick. Every pull request waits for CI. Each request that
 * reaches the double is counted, tokens, lists and answers of "not modified" too. The first hour, in which each run is
 * glanced at with growing waits, is shown beside the ones after it; looks of their own, which would be several requests
 * each, are counted apart, and after the first glance there must be none.
 */
export async function bench(): Promise<Row[]> {
  // No webhook is made: nothing listens, and nothing changes.
  const github = await startGitHub({ events: [] });
  const database = await freshDatabase();
  try {
    await openRuns(github, database);
    const hours = [await hour(github, database), await hour(github, database), await hour(github, database)];
    for (const [i, it] of hours.entries())
      console.error(`  hour ${i + 1}: ${it.requests} requests, ${it.looks} looks, ${it.seconds.toFixed(0)} s of work`);
    const later = hours.slice(1);
    return [
      alone('requests in the first hour, 10,000 quiet runs', hours[0]?.requests as number, 'requests', '<= 2000'),
      alone('requests an hour after that', Math.max(...later.map((it) => it.requests)), 'requests', '<= 2000'),
      alone('looks an hour after that', Math.max(...later.map((it) => it.looks)), 'looks', '<= 0'),
    ];
  } finally {
    await database.close();
    await github.close();
  }
}

/** Pull requests are made as rows: pushing 10,000 branches would measure git. */
async function openRuns(github: GitHubDouble, database: Database): Promise<void> {
  const each = RUNS / REPOSITORIES;
  for (let n = 0; n < REPOSITORIES; n += 1) {
    const repo = await github.repository(`acme/many-${n}`, { labels: ['fettle'] });
    const sha = (await repo.head()) as string;
    await repo.pushAs('maria', 'topic', { 'a.txt': 'a\n' });
    const model = (await repo.openPullRequest({ title: 'One of many', head: 'topic', base: 'main', draft: true }))
      .number;
    const pull = repo.row.issues.get(model)?.pull;
    if (!pull) throw new Error('the double opened no pull request');
    await repo.reportCheck(pull.head.sha, 'ci', 'test', { status: 'in_progress' });
    for (let i = 0; i < each; i += 1) {
      const issue = repo.openIssue({ title: `Issue ${i}`, labels: ['fettle'] });
      const row = repo.row.issues.get(repo.openIssue({ title: `Mends ${i}` }).number);
      if (row === undefined) throw new Error('the double opened no issue');
      row.pull = { ...pull, id: github.world.id() };
      await database.pool.query(
        `INSERT INTO fettle.run (id, owner, name, installation_id, issue, trigger_kind, trigger_key, task, state, branch, pr_number, head_sha)
         VALUES ($1, 'acme', $2, $3, $4, 'label', $1, '{}', 'watching', $5, $6, $7)`,
        [randomUUID(), repo.row.name, github.world.installationOf('acme').id, issue.number, `b${i}`, row.number, sha],
      );
    }
  }
}

let clock = Date.now();
const watched = new WeakMap<GitHubDouble, ReturnType<typeof partsFor>>();

function partsFor(github: GitHubDouble, database: Database) {
  const counted = { looks: 0 };
  const parts = {
    // Its own clock is the real one: the double's tokens end by that.
    github: gitHubApp(readSettings(github.env).github()),
    queue: { look: async () => void (counted.looks += 1) },
    settings: { reconcileMs: EVERY_MS, label: 'fettle', bots: [] },
    now: () => clock,
    log: silent,
  } as unknown as RunParts;
  const store = reconcileStore(database);
  return { counted, parts, store, findLabels: lostLabels(parts, store) };
}

/** Twelve ticks of the timer. */
async function hour(
  github: GitHubDouble,
  database: Database,
): Promise<{ requests: number; looks: number; seconds: number }> {
  const it = watched.get(github) ?? partsFor(github, database);
  watched.set(github, it);
  const { parts, store, counted, findLabels } = it;
  const before = { requests: github.requests.length, looks: counted.looks };
  const started = performance.now();
  for (const end = clock + HOUR_MS; clock < end; ) {
    clock += EVERY_MS;
    await lookAtOpenRuns(parts, store);
    const mine = await store.turn('deliveries', clock, EVERY_MS * 0.9);
    if (mine !== null) await redeliverFailed(parts, store, mine.until);
    const labels = await store.turn('labels', clock, EVERY_MS * 0.9);
    if (labels === null) continue;
    await findLabels(labels.until);
    await store.passed('labels', clock);
  }
  return {
    requests: github.requests.length - before.requests,
    looks: counted.looks - before.looks,
    seconds: (performance.now() - started) / 1000,
  };
}
