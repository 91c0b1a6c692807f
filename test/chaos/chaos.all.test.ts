import { expect, test } from '@jest/globals';
import { chaos, type ChaosSize } from './chaos.ts';
import { startPostgres } from './postgres-server.ts';

/** `FETTLE_CHAOS=long` is the whole proof, and takes an hour or so; without it, what CI has the time for. */
const SIZE: ChaosSize =
  process.env.FETTLE_CHAOS === 'long'
    ? { issues: 200, repositories: 10, killEveryMs: 5000, patienceMs: 120 * 60_000 }
    : { issues: 20, repositories: 3, killEveryMs: 5000, patienceMs: 10 * 60_000 };
const SEED = Number(process.env.FETTLE_CHAOS_SEED ?? 1);
const TIMEOUT = SIZE.patienceMs + 3 * 60_000;

async function survives(settings: Record<string, string>): Promise<void> {
  const { stage, repositories, calls, kills, deliveries, repeatedDeliveries } = await chaos(SIZE, settings, SEED);
  try {
    const repeatedCalls = [...calls.values()].reduce((sum, count) => sum + count - 1, 0);
    console.log({ kills, deliveries, repeatedDeliveries, modelCalls: calls.size, repeatedCalls });
    expect(kills).toBeGreaterThan(0);
    // GitHub has ten or more to tell of each.
    expect(deliveries).toBeGreaterThanOrEqual(SIZE.issues * 10);
    expect(repeatedDeliveries).toBeGreaterThanOrEqual(deliveries * 0.1);

    const outcomes = await stage.query<{ kind: string }>(
      "SELECT name, issue, outcome->>'kind' AS kind, outcome->>'reason' AS reason, outcome->>'detail' AS detail FROM fettle.run",
    );
    expect(outcomes.filter((it) => it.kind !== 'pr_good')).toEqual([]);
    expect(outcomes).toHaveLength(SIZE.issues);
    for (const repo of repositories) {
      for (const issue of repo.issues) {
        const ours = repo.pullRequests.filter((pr) => pr.head.ref.startsWith(`fettle/${issue.number}-`));
        expect([issue.title, ours.length]).toEqual([issue.title, 1]);
        const [pr] = ours;
        expect([issue.title, await repo.git('rev-list', '--count', `main..${pr?.head.sha}`)]).toEqual([
          issue.title,
          '1',
        ]);
        expect([issue.title, issue.appComments.length]).toEqual([issue.title, 1]);
      }
      expect(await repo.branches()).toHaveLength(1 + repo.issues.length);
    }

    // Each delivery that was taken had its effect, once: there is no row that waits or was given up.
    expect(await stage.query('SELECT id, error FROM fettle.delivery WHERE handled_at IS NULL')).toEqual([]);
    expect(repeatedCalls).toBeLessThanOrEqual(kills);
    expect(stage.model.refused).toEqual([]);
  } finally {
    await stage.close();
  }
}

test(
  'with a PostgreSQL of one own: one pull request for each issue, whoever dies',
  async () => {
    const postgres = await startPostgres();
    try {
      await survives({ DATABASE_URL: postgres.url });
    } finally {
      await postgres.close();
    }
  },
  TIMEOUT,
);

test('with the embedded database: the same', async () => await survives({}), TIMEOUT);
