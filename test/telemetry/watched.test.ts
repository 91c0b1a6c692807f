import { expect, test } from '@jest/globals';
import type { Sandbox, Sandboxes } from '../../src/sandbox/types.ts';
import type { DeliveryStore } from '../../src/store/types.ts';
import type { Run } from '../../src/runs/types.ts';
import { heardOfRuns } from '../../src/telemetry/heard-of-runs.ts';
import { scope, within } from '../../src/telemetry/scope.ts';
import type { Metrics } from '../../src/telemetry/types.ts';
import { watchedDeliveries } from '../../src/telemetry/watched-deliveries.ts';
import { watchedSandboxes } from '../../src/telemetry/watched-sandboxes.ts';

/** Metrics that only note what they are told. */
function noting(): { told: unknown[][]; metrics: Metrics } {
  const told: unknown[][] = [];
  const metrics = new Proxy({} as Metrics, {
    get:
      (_, name) =>
      (...args: unknown[]) =>
        void told.push([name, ...args]),
  });
  return { told, metrics };
}

test('a delivery is handled under its id, and its lag or its failure is told', async () => {
  const { told, metrics } = noting();
  const receivedAt = new Date(Date.now() - 5000);
  const one = { id: 'd-1', payload: {}, receivedAt };
  const store = { relay: async (_: number, handle: (it: typeof one) => Promise<void>) => (await handle(one), 1) };
  const watched = watchedDeliveries(store as unknown as DeliveryStore, metrics);
  let id: string | undefined;
  await watched.relay(1, async () => void (id = scope().delivery));
  expect(id).toBe('d-1');
  expect(told).toEqual([['deliveryHandled', expect.closeTo(5, 0)]]);

  await expect(watched.relay(1, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(told.slice(1)).toEqual([['onFault', 'delivery']]);
});

test('sandboxes of a repository are watched like all others, and their commands too', async () => {
  const ran = { status: 'exited', exitCode: 1 };
  const sandbox = { id: 's', run: async () => ran, converse: async () => ran } as unknown as Sandbox;
  const plain = { open: async () => sandbox, prepare: () => Promise.reject(new Error('gone')) };
  const sandboxes = watchedSandboxes({ ...plain, within: () => plain } as unknown as Sandboxes).within({} as never);
  const steps: [string, boolean][] = [];
  await within({ onStep: (name, _, ok) => steps.push([name, ok]) }, async () => {
    const opened = await sandboxes.open({ purpose: 'gate' } as never);
    // A command that fails was carried out.
    expect(await opened.run({} as never)).toBe(ran);
    await opened.converse({} as never);
    await expect(sandboxes.prepare('r', {} as never)).rejects.toThrow('gone');
  });
  expect(steps).toEqual([
    ['sandbox_start', true],
    ['sandbox_exec', true],
    ['sandbox_exec', true],
    ['sandbox_install', false],
  ]);
});

test('what a run says is counted, and its end with the outcome that it is said with', () => {
  const { told, metrics } = noting();
  const ends: unknown[][] = [];
  const heard = heardOfRuns(metrics, { runEnded: (...args: unknown[]) => void ends.push(args) } as never);
  const run = { id: 'r', repo: { owner: 'acme', name: 'shop' }, issue: 3, prNumber: null } as Run;
  const outcome = { kind: 'no_pr', reason: 'budget', detail: 'words' };
  heard(run, { kind: 'escape' });
  heard(run, { kind: 'ended', data: outcome });
  expect(told).toEqual([
    ['runSaid', 'escape'],
    ['runSaid', 'ended'],
    ['runEnded', outcome],
  ]);
  expect(ends).toEqual([[run, outcome, { 'fettle.repository': 'acme/shop', 'fettle.issue': 3 }]]);
});
