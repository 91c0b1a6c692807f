import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { type Model, ModelUnavailable } from '../../agent/types.ts';
import { checkSame } from '../../evals/record/differences.ts';
import { createRun, openRun } from '../../evals/record/run-directory.ts';
import { RUN_FILES, writeWhole } from '../../evals/record/run-files.ts';
import { runSuite } from '../../evals/record/run-suite.ts';
import { writeReports } from '../../evals/reports/write-reports.ts';
import { redactAll } from '../../text/redact.ts';
import { type Failure, propose } from '../../evals/tune/propose.ts';
import type { Measured, Proposed, Split, Stopped } from '../../evals/tune/tune.ts';
import { type Choice, openSuite } from './open-suite.ts';
import { versions } from './run-versions.ts';

export interface TuneRuns {
  /** Holds a run directory for each prompt and split, and each proposal. */
  root: string;
  choice: Choice;
  paths: Record<Split, string[]>;
  model: (purpose: 'agent' | 'judge') => Model;
  proposer: string;
  /** US dollars for all of it; null for no limit. */
  budgetUsd: number | null;
  concurrency: number;
  seed: number;
  signal: AbortSignal;
  say: { line: (text: string) => void; progress: (text: string) => void };
}

const StoredProposal = z.strictObject({ prompt: z.string().nullable(), changed: z.string(), costUsd: z.number() });
const STOPPED = {
  over_budget: { why: 'the budget is spent', exitCode: 3 },
  infra: { why: 'infrastructure', exitCode: 4 },
  interrupted: { why: 'interrupted', exitCode: 130 },
};

/**
 * Measuring and proposing, both kept on disk: whoever is killed goes on where they were when they are called with the same
 * folder again, and pays for nothing twice.
 */
export function tuneRuns(runs: TuneRuns) {
  /** US dollars by folder or file. */
  const spent = new Map<string, number>();
  const total = () => [...spent.values()].reduce((sum, usd) => sum + usd, 0);

  async function measure(prompt: string, split: Split, variant: number): Promise<Measured> {
    const { choice, budgetUsd, signal, say, root } = runs;
    const name = `${split}-${variant}`;
    const dir = join(root, name);
    const { suite, arm, close } = await openSuite('judge', { ...choice, prompt, items: runs.paths[split] });
    try {
      const there = existsSync(join(dir, RUN_FILES.manifest));
      const directory = there
        ? await openRun(dir)
        : await createRun(
            dir,
            {
              ...(await fixed(runs, split)),
              run: name,
              arm: { ...arm, name: `variant-${variant}` },
              items: suite.items.map(({ id, cluster, hash }) => ({ id, cluster, hash })),
            },
            prompt,
          );
      try {
        checkSame(directory.manifest, suite, arm);
        spent.delete(name);
        const { how, progress, why } = await runSuite({
          directory,
          suite,
          model: runs.model,
          concurrency: runs.concurrency,
          budgetUsd: budgetUsd === null ? null : Math.max(0, budgetUsd - total()),
          signal,
          redact: choice.redact,
          say: say.line,
          onProgress: (text) => say.progress(`${name}: ${text}`),
        });
        spent.set(name, progress.spentUsd);
        await writeReports(dir);
        if (how === 'done') return { kind: 'measured', trials: directory.trials };
        return stopped(how, name, why);
      } finally {
        await directory.close();
      }
    } finally {
      await close();
    }
  }

  async function proposed(prompt: string, failures: readonly Failure[], variant: number): Promise<Proposed> {
    const { root, model, proposer, signal, budgetUsd, choice } = runs;
    const file = join(root, `proposal-${variant}.json`);
    const known = existsSync(file) ? StoredProposal.parse(JSON.parse(await readFile(file, 'utf8'))) : null;
    if (known === null && budgetUsd !== null && total() >= budgetUsd) return stopped('over_budget', file, null);
    try {
      const proposal =
        known ??
        redactAll(
          await propose({ model: model('agent'), modelName: proposer, signal }, prompt, failures),
          choice.redact,
        );
      if (known === null) await writeWhole(file, `${JSON.stringify(proposal, null, 2)}\n`);
      spent.set(file, proposal.costUsd);
      return { kind: 'proposed', ...proposal };
    } catch (error) {
      if (signal.aborted) return stopped('interrupted', file, null);
      if (error instanceof ModelUnavailable) return stopped('infra', file, error.message);
      throw error;
    }
  }

  return { measure, propose: proposed, spentUsd: total };
}

async function fixed({ paths, seed, choice }: TuneRuns, split: Split) {
  return {
    version: 1,
    suite: 'judge',
    source: paths[split].join('\n'),
    k: 1,
    seed,
    budgetUsd: null,
    startedAt: new Date().toISOString(),
    versions: await versions(choice),
  } as const;
}

function stopped(how: keyof typeof STOPPED, where: string, why: string | null): Stopped {
  const { why: short, exitCode } = STOPPED[how];
  return { kind: 'stopped', why: `${why ?? short} (${basename(where)}). The same call goes on from there.`, exitCode };
}
