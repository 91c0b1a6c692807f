import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Manifest } from '../../../src/evals/record/manifest.ts';
import type { Trial } from '../../../src/evals/trial.ts';

type Some = Partial<Trial> & Pick<Trial, 'item' | 'score'>;

/** A trial; of a judge unless told otherwise. */
export const aTrial = ({ item, score, ...rest }: Some): Trial => ({
  item,
  trial: 1,
  cluster: item,
  startedAt: '2026-11-25T10:00:00.000Z',
  ms: 1000,
  costUsd: 0.01,
  usage: { input: 100, output: 10, cacheRead: 0, cacheWrite: 0 },
  score,
  answer: score === null ? 'infra' : 'veto',
  expected: score === 1 ? 'veto' : 'approve',
  detail: '',
  record: {},
  ...rest,
});

export function aManifest(trials: readonly Trial[], change: Partial<Manifest> = {}): Manifest {
  const items = new Map(trials.map(({ item, cluster }) => [item, { id: item, cluster, hash: `hash of ${item}` }]));
  return {
    version: 1,
    run: 'a-run',
    suite: 'judge',
    arm: {
      name: 'an-arm',
      promptHash: 'a'.repeat(64),
      profile: null,
      agentModel: null,
      judgeModel: 'claude-opus-5-5',
      verifiers: 'b'.repeat(64),
    },
    source: 'shipped',
    items: [...items.values()],
    k: Math.max(1, ...trials.map(({ trial }) => trial)),
    seed: 1,
    budgetUsd: null,
    startedAt: '2026-11-25T10:00:00.000Z',
    versions: { fettle: '0.1.0' },
    ...change,
  };
}

/** A run directory below the system's folder for temporary files. */
export async function runFolder(trials: readonly Trial[], change: Partial<Manifest> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fettle-run-'));
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(aManifest(trials, change)));
  await writeFile(join(folder, 'trials.jsonl'), trials.map((trial) => `${JSON.stringify(trial)}\n`).join(''));
  return folder;
}
