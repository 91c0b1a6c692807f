import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import { redactAll } from '../text/redact.ts';
import type { AttemptMemory } from './change.ts';
import type { RunParts } from './parts.ts';
import { redactReply, redactTurn } from './redact-turn.ts';
import type { Attempt } from './types.ts';

const deflated = promisify<Buffer, Buffer>(deflate);
const inflated = promisify<Buffer, Buffer>(inflate);

/** Money is a budget of the whole run, turns and time are the attempt's. */
export async function costOfOthers(attempt: Attempt, parts: RunParts): Promise<number> {
  const attempts = await parts.store.attempts(attempt.runId);
  const since = (await parts.store.get(attempt.runId))?.resumedAt ?? null;
  return attempts
    .filter((other) => other.number !== attempt.number && (since === null || other.createdAt > since))
    .reduce((sum, other) => sum + other.spent.costUsd, 0);
}

/** What is stored of an attempt, and where what happens in it is stored before the next model call. */
export async function memoryOf(attempt: Attempt, parts: RunParts): Promise<AttemptMemory> {
  const { store } = parts;
  const stored = await store.turns(attempt.runId, attempt.number);
  let seq = stored.length;
  return {
    stored,
    spent: attempt.spent,
    rounds: attempt.rounds,
    patch: attempt.patch === null ? null : await inflated(attempt.patch),
    async record(turn, { spent, snapshot }) {
      const patch = await deflated(snapshot.patch);
      const safe = redactTurn(turn, parts.redact);
      await store.recordTurn(attempt.runId, attempt.number, seq, safe, { spent, patch, tree: snapshot.tree });
      seq += 1;
    },
    async recordGate(round, report, spent, { snapshot, judgeReplies }) {
      const gate = redactAll(report, parts.redact);
      await store.recordRound(attempt.runId, {
        attempt: attempt.number,
        round,
        report: gate,
        patch: report.findings.some(({ rule }) => rule === 'secret') ? null : snapshot.patch,
        judgeReplies: judgeReplies.map((reply) => redactReply(reply, parts.redact)),
      });
      await store.updateAttempt(attempt.runId, attempt.number, { rounds: round, gate, spent });
    },
    noteMaking: (making) => store.noteMaking(attempt.runId, attempt.number, making),
  };
}
