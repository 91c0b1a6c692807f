import type { CheckState, CiSnapshot, GitHub } from '../github/types.ts';
import type { Redactor } from '../text/redact.ts';
import { distil } from '../verifiers/distil/distil.ts';
import type { Distilled } from '../verifiers/types.ts';
import { checkKey } from './ci-memory.ts';
import type { Evidence } from './diagnose.ts';

/** Tokens of one red check's distilled log; a repair that needs more than a few of these needs a person. */
const TOKENS_PER_CHECK = 2_000;
/** Logs of more red checks than this are not read; they are mostly one fault seen many times. */
const MAX_CHECKS = 8;

export interface Reading {
  github: GitHub;
  head: string;
  checks: readonly CheckState[];
  /** What CI says of the base branch's head; null where nothing is known of it. */
  base: CiSnapshot | null;
  /** Keys of checks that are known to end both ways on one commit. */
  flipping: ReadonlySet<string>;
  redact: Redactor;
}

/** Why red checks are red, from their logs, and how the same checks stand on base. Every text is redacted. */
export async function readEvidence({ github, head, checks, base, flipping, redact }: Reading): Promise<Evidence[]> {
  const read = async (sha: string, check: CheckState): Promise<Distilled> => {
    const log = await github.failureLog(sha, check);
    // GitHub tells no exit code. A job that ran out of time had none; any other red one ended as a failure.
    const exitCode = check.conclusion === 'timed_out' ? null : 1;
    return distil(log, { exitCode, ci: true, maxTokens: TOKENS_PER_CHECK });
  };
  const onBaseToo = async (key: string): Promise<Evidence['base']> => {
    const same = base?.checks.find((other) => checkKey(other) === key);
    if (base === null || same === undefined) return null;
    if (same.status === 'pending') return { state: 'pending', failures: [] };
    if (same.conclusion !== 'failure' && same.conclusion !== 'timed_out') return { state: 'green', failures: [] };
    return { state: 'red', failures: (await read(base.sha, same)).failures };
  };
  return Promise.all(
    checks.slice(0, MAX_CHECKS).map(async (check) => {
      const key = checkKey(check);
      const [here, onBase] = await Promise.all([read(head, check), onBaseToo(key)]);
      return {
        check,
        text: redact(here.text.trim() === '' ? here.summary : here.text),
        failures: here.failures,
        ...(here.couldNotRun === undefined ? {} : { couldNotRun: here.couldNotRun }),
        ...(here.tests === undefined ? {} : { tests: here.tests }),
        base: onBase,
        flips: flipping.has(key),
      };
    }),
  );
}
