import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { applyMigration, lockSchema, migrate, migrationFiles } from '../../src/store/migrate.ts';
import type { Database } from '../../src/store/types.ts';
import { freshDatabase, silent } from './fresh-database.ts';

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => await database.close());

/** The schema as it was before this migration, with nothing in it. */
async function before(first: string): Promise<void> {
  await database.transaction(async (client) => {
    await client.query('DROP SCHEMA fettle CASCADE');
    await lockSchema(client);
    for (const name of await migrationFiles()) if (name < first) await applyMigration(client, name);
  });
}

async function run(id: string, pr: number | null, state = 'watching'): Promise<void> {
  await database.pool.query(
    `INSERT INTO fettle.run (id, owner, name, installation_id, issue, trigger_kind, trigger_key, task, branch, pr_number, state)
     VALUES ($1, 'acme', 'shop', 1, (random() * 1e9)::int, 'label', $1, '{}', $1, $2, $3)`,
    [id, pr, state],
  );
}

async function attempt(runId: string, gate: unknown): Promise<void> {
  await database.pool.query(
    `INSERT INTO fettle.attempt (run_id, number, start_sha, feedback, spent, gate) VALUES ($1, 1, 'a', '[]', '{}', $2)`,
    [runId, gate === null ? null : JSON.stringify(gate)],
  );
}

const gates = async () =>
  (await database.pool.query<{ gate: unknown }>('SELECT gate FROM fettle.attempt ORDER BY run_id')).rows.map(
    ({ gate }) => gate,
  );

test('findings of earlier versions are read as those of today, in their order, and all else stays', async () => {
  await before('0007');
  const old = [
    { guard: 'weakened_test', path: 'a.test.js', message: 'A test is gone.', allowed: 'the task says: drop it' },
    { guard: 'secret', path: 'b.js', message: 'A key.', line: 3 },
  ];
  const today = { rule: 'size', file: 'c.js', hunk: '@@ -1 +1 @@', why: 'Too large.' };
  const more = { tree: 't', passed: false };
  for (const [id, gate] of Object.entries({
    a: { ...more, findings: [...old, today] },
    b: { ...more, findings: [] },
    c: null,
    d: more,
  })) {
    await run(id, null);
    await attempt(id, gate);
  }
  await migrate(database, silent);
  expect(await gates()).toEqual([
    {
      ...more,
      findings: [
        {
          rule: 'weakened_test',
          file: 'a.test.js',
          hunk: null,
          why: 'A test is gone.',
          allowed: 'the task says: drop it',
        },
        { rule: 'secret', file: 'b.js', hunk: null, why: 'A key.', line: 3 },
        today,
      ],
    },
    { ...more, findings: [] },
    null,
    more,
  ]);
});

test('runs of earlier versions are kept, and from then on a pull request has one that is not ended', async () => {
  await before('0008');
  for (const [id, pr, state] of [
    ['first', 7, 'ended'],
    ['second', 7, 'watching'],
    ['other', 8, 'watching'],
    ['none', null, 'working'],
    ['nor here', null, 'working'],
  ] as const)
    await run(id, pr, state);
  await migrate(database, silent);
  await expect(run('third', 7)).rejects.toThrow('run_active_pr');
  await run('ended', 7, 'ended');
  const { rows } = await database.pool.query('SELECT id FROM fettle.run');
  expect(rows).toHaveLength(6);
});

test('where two runs of one pull request were under way, nothing is changed at all', async () => {
  await before('0008');
  await run('one', 7);
  await run('two', 7);
  await expect(migrate(database, silent)).rejects.toThrow('run_active_pr');
  const { rows } = await database.pool.query<{ name: string }>('SELECT name FROM fettle.migration ORDER BY name');
  expect(rows.at(-1)?.name).toMatch(/^0007/);
  await database.pool.query("UPDATE fettle.run SET state = 'ended' WHERE id = 'one'");
  await migrate(database, silent);
});
