import { randomUUID } from 'node:crypto';
import { NOTHING_SPENT } from '../../agent/budget.ts';
import type { Profile } from '../../agent/profiles/profile.ts';
import type { RequestReply } from '../../agent/tools/request.ts';
import type { Message, Turn } from '../../agent/types.ts';
import type { JudgeLevel } from '../../judge/level.ts';
import { readRepoConfig } from '../../repo-config.ts';
import type { Mirror, Sandboxes } from '../../sandbox/types.ts';
import { type Redactor, redactAll } from '../../text/redact.ts';
import { planFrom } from '../../verifiers/list.ts';
import { type AttemptMemory, type Change, changeCode, type ChangeJob, type Say } from '../change.ts';
import { settledBy } from '../plan/settled.ts';
import type { Agreed } from '../plan/types.ts';
import type { GateRound } from '../record-store.ts';
import { redactTurn } from '../redact-turn.ts';
import { type Offer, withGrants } from '../requests/grants.ts';
import { granted } from '../requests/requests.ts';
import { treeFiles } from '../tree-files.ts';
import type { AskedFor, Attempt, Run, StoredTurn } from '../types.ts';
import { type Departure, roundDepartures, turnDepartures } from './departures.ts';
import { RecordedModel, RecordEnds } from './recorded-model.ts';

/** All that is stored of one attempt. */
export interface AttemptRecord {
  run: Run & { baseSha: string };
  attempt: Attempt;
  turns: readonly StoredTurn[];
  rounds: readonly GateRound[];
  requests: readonly AskedFor[];
  /** The plan that was agreed to; null without one. */
  agreed: Agreed | null;
  /** The agent's, as it was then. */
  profile: Profile;
}

export interface ReplayRoom {
  mirror: Mirror;
  sandboxes: Sandboxes;
  offer: Offer;
  redact: Redactor;
  signal: AbortSignal;
  say: Say;
}

export interface Replayed {
  departures: Departure[];
  turns: number;
  rounds: number;
  /** How it ended now, in words. */
  end: string;
}

/**
 * Carries an attempt out again in new sandboxes at the same base: agent and judge say what they said then, tools, checks and
 * guards are those of now. Where something differs the replay goes on, so each difference after the first may follow from
 * it. Throws what `changeCode` throws.
 */
export async function replayAttempt(record: AttemptRecord, room: ReplayRoom): Promise<Replayed> {
  const { run, attempt, turns, rounds } = record;
  const model = new RecordedModel(turns, rounds);
  const then = turns.flatMap((entry) => (entry.kind === 'turn' ? [entry.turn] : []));
  const departures: Departure[] = [];
  const now: StoredTurn[] = [];
  let [seen, gates] = [0, 0];
  const memory: AttemptMemory = {
    stored: [],
    spent: NOTHING_SPENT,
    rounds: 0,
    patch: null,
    async record(entry, after) {
      now.push(entry);
      memory.patch = after.snapshot.patch;
      memory.spent = after.spent;
      if (entry.kind !== 'turn') return;
      seen += 1;
      const before = then[seen - 1];
      const safe = redactTurn(entry, room.redact);
      if (before !== undefined && safe.kind === 'turn') departures.push(...turnDepartures(seen, before, safe.turn));
    },
    async recordGate(round, report) {
      gates += 1;
      memory.rounds = round;
      model.nextRound();
      const before = rounds[gates - 1];
      if (before === undefined)
        departures.push({ where: `gate ${gates}`, recorded: 'there was none', replayed: 'there is one' });
      else departures.push(...roundDepartures(gates, before.report, redactAll(report, room.redact)));
    },
  };
  const job = await jobOf(record, room, memory, () => answerThen(then[seen]));
  let end: string;
  try {
    end = endText(await throughQuestions(job, { room, model, rounds, profile: record.profile }, now, memory));
  } catch (error) {
    if (!(error instanceof RecordEnds)) throw error;
    end = `the record ends: ${error.message}`;
  }
  if (model.left > 0)
    departures.push({
      where: 'end',
      recorded: `after turn ${model.given + model.left}`,
      replayed: `after turn ${model.given}: ${end}`,
    });
  if (gates < rounds.length)
    departures.push({ where: 'end', recorded: `${rounds.length} gates`, replayed: `${gates} gates: ${end}` });
  return { departures, turns: seen, rounds: gates, end: `attempt ${attempt.number} of run ${run.id}: ${end}` };
}

const levelThen = (rounds: readonly GateRound[]): JudgeLevel =>
  rounds.find(({ report }) => report.judge !== undefined)?.report.judge?.level ?? 'block';

/** Where the agent had asked for something it goes on with the answer that it got then. */
async function throughQuestions(
  job: ChangeJob,
  {
    room,
    model,
    rounds,
    profile,
  }: { room: ReplayRoom; model: RecordedModel; rounds: readonly GateRound[]; profile: Profile },
  now: readonly StoredTurn[],
  memory: AttemptMemory,
): Promise<Change> {
  const workshop = {
    sandboxes: room.sandboxes,
    profile,
    model,
    judging: { model, temperature: null, level: levelThen(rounds) },
    agentModel: 'as recorded',
    judgeModel: 'as recorded',
    // What stopped it then stops it now: the record has no more replies.
    maxTurns: 1_000_000,
    maxCostUsd: 1e9,
    maxMs: 1e12,
  };
  for (;;) {
    const change = await changeCode(job, workshop);
    if (change.kind !== 'asked') return change;
    memory.stored = [...now];
  }
}

async function jobOf(
  { run, attempt, turns, rounds, requests, agreed }: AttemptRecord,
  { mirror, offer, signal, say }: ReplayRoom,
  memory: AttemptMemory,
  ask: () => RequestReply,
): Promise<ChangeJob> {
  const baseSha = rounds[0]?.report.baseSha ?? run.baseSha;
  const own = readRepoConfig((await mirror.readFile(baseSha, '.github/fettle.yml'))?.toString('utf8') ?? null);
  const config = withGrants(
    // How the judge was heard is in the record.
    { ...own, judge: null },
    granted(requests).map(({ request }) => request),
    offer,
  );
  return {
    runId: `replay-${randomUUID()}`,
    repo: `${run.repo.owner}/${run.repo.name}`,
    task: run.task,
    mirror,
    baseSha,
    startSha: attempt.startSha,
    merged: attempt.mergeSha === null ? null : await mirror.merge(attempt.startSha, attempt.mergeSha),
    plan: await planFrom(treeFiles(mirror, baseSha), config),
    config,
    settled: settledBy(agreed, requests),
    feedback: attempt.feedback,
    memory,
    requests: { ask: async () => ask(), answer: async (key) => answerMessageThen(turns, key) },
    signal,
    say,
  };
}

/** What the agent was told at once when it asked for something. */
function answerThen(turn: Turn | undefined): RequestReply {
  if (turn?.end?.kind === 'asked') return { kind: 'later', key: turn.end.key };
  const result = turn?.results?.content.find((block) => block.type === 'tool_result' && block.is_error === true);
  return { kind: 'refused', text: result?.type === 'tool_result' ? result.content : 'It was not asked for then.' };
}

/** What the agent was told later. */
function answerMessageThen(turns: readonly StoredTurn[], key: string): Message {
  const at = turns.findIndex(({ kind, ...it }) => kind === 'turn' && 'turn' in it && endsAsking(it.turn, key));
  const next = turns.slice(at + 1).find((entry) => entry.kind === 'user');
  if (at < 0 || next === undefined) throw new RecordEnds('the agent had asked for something and got no answer');
  return next.message;
}

const endsAsking = ({ end }: Turn, key: string): boolean => end?.kind === 'asked' && end.key === key;

function endText(change: Change): string {
  if (change.kind === 'gated') return 'its gate passes';
  return change.kind === 'no_pr' ? `no_pr{${change.reason}}: ${change.detail}` : 'it asks for something';
}
