import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runStore } from '../../src/runs/store.ts';
import type { FettleEvent, Run } from '../../src/runs/types.ts';
import { deliveryStore } from '../../src/store/delivery-store.ts';
import type { Database } from '../../src/store/types.ts';
import { concernOf } from '../../src/webhooks/concern.ts';
import { freshDatabase, silent } from '../store/fresh-database.ts';

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => await database.close());

const repo = { owner: 'Acme', name: 'Shop', installationId: 5 };
const elsewhere = { ...repo, name: 'other' };
const sha = (letter: string) => letter.repeat(40);

async function run(issue: number, letter: string, more: Partial<Run>): Promise<void> {
  const store = runStore(database);
  const trigger = { kind: 'label' as const, key: randomUUID() };
  const made = await store.create({ repo, issue, trigger, task: {} as never, branch: () => `fettle/${issue}` });
  await store.update(made.run.id, { headSha: sha(letter), prNumber: issue + 100, baseBranch: 'main', ...more });
}

const add = async (event: FettleEvent) =>
  await deliveryStore(database, silent).add({
    id: randomUUID(),
    event: 'x',
    payload: event,
    concern: concernOf(event),
  });

const ask = { by: 'ann', source: { kind: 'comment' as const, id: 1 }, text: '' };

test.each<[string, FettleEvent, boolean]>([
  ['the head of a run', { kind: 'ci', repo, sha: sha('a') }, true],
  ['its head, the names in another case', { kind: 'ci', repo: { ...repo, name: 'shop' }, sha: sha('a') }, true],
  ['the base that it waits for', { kind: 'ci', repo, sha: sha('c') }, true],
  ['a head of nobody', { kind: 'ci', repo, sha: sha('d') }, false],
  ['the same head elsewhere', { kind: 'ci', repo: elsewhere, sha: sha('a') }, false],
  ['the head of a run that ended', { kind: 'ci', repo, sha: sha('b') }, false],
  ['the head of a run that ended well', { kind: 'ci', repo, sha: sha('f') }, true],
  ['its branch', { kind: 'push', repo, branch: 'fettle/1', sha: sha('e') }, true],
  ['its base branch', { kind: 'push', repo, branch: 'main', sha: sha('e') }, true],
  ['a branch of nobody', { kind: 'push', repo, branch: 'topic', sha: sha('e') }, false],
  ['a branch of a run that ended', { kind: 'push', repo, branch: 'fettle/2', sha: sha('e') }, false],
  ['its pull request', { kind: 'pull_request', repo, number: 101, headRef: 'fettle/1' }, true],
  ['a pull request of others', { kind: 'pull_request', repo, number: 9, headRef: 'topic' }, false],
  ['a pull request of a run that ended', { kind: 'pull_request', repo, number: 104, headRef: 'gone' }, true],
  ['what reverts one', { kind: 'pull_request', repo, number: 9, headRef: 'revert-104', reverts: 104 }, true],
  ['what reverts another', { kind: 'pull_request', repo, number: 9, headRef: 'revert-8', reverts: 8 }, false],
  ['its issue, opened again after the end', { kind: 'followed', repo, number: 4 }, true],
  ['a label on it while it goes on', { kind: 'followed', repo, number: 1 }, false],
  ['its issue', { kind: 'issue_closed', repo, issue: 1 }, true],
  ['the issue of a run that ended', { kind: 'label_removed', repo, issue: 2 }, false],
  ['an issue without a run', { kind: 'label_removed', repo, issue: 3 }, false],
  ['a wish on its pull request', { kind: 'pr_asked', repo, number: 101, ...ask }, true],
  ['a wish on the pull request of a run that ended', { kind: 'pr_asked', repo, number: 102, ...ask }, true],
  ['a wish on a pull request of others', { kind: 'pr_asked', repo, number: 9, ...ask }, false],
  ['an installation that is gone', { kind: 'installation_gone', installationId: 5, repos: null }, true],
])('%s', async (_what, event, concerned) => {
  if ((await runStore(database).active()).length === 0) {
    await run(1, 'a', { state: 'watching', watched: { awaitedBase: sha('c') } as never });
    await run(2, 'b', { state: 'ended' });
    await run(4, 'f', { state: 'ended', outcome: { kind: 'pr_good', reason: 'ci_green', detail: '' } });
  }
  expect(await add(event)).toBe(concerned ? 'stored' : 'unconcerned');
});

/** Intake must find by the same rules what the front door lets in, or events would be dropped that it waits for. */
test('whatever intake would find runs for is stored', async () => {
  const store = runStore(database);
  for (const letter of 'abcdf') {
    const found = [
      ...(await store.activeBySha(repo, sha(letter))),
      ...(await store.reopenableBySha(repo, sha(letter))),
    ];
    const added = await add({ kind: 'ci', repo, sha: sha(letter) });
    expect([letter, found.length > 0]).toEqual([letter, added === 'stored']);
  }
  for (const branch of ['fettle/1', 'fettle/2', 'main', 'topic']) {
    const found = await store.activeByBranch(repo, branch);
    if (found.length > 0) expect(await add({ kind: 'push', repo, branch, sha: sha('e') })).toBe('stored');
  }
  for (const number of [1, 2, 3, 101, 102]) {
    if ((await store.activeFor(repo, number)) !== null)
      expect(await add({ kind: 'issue_closed', repo, issue: number })).toBe('stored');
    if ((await store.latestFor(repo, number)) !== null)
      expect(await add({ kind: 'pr_asked', repo, number, ...ask })).toBe('stored');
  }
});
