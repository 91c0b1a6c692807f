import { profileOf } from '../agent/profiles/profile.ts';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../errors.ts';
import { gitHubApp } from '../github/app.ts';
import { makingOf } from '../runs/making.ts';
import { type Replayed, replayAttempt, type ReplayRoom } from '../runs/replay/replay-attempt.ts';
import type { RunStore } from '../runs/run-store.ts';
import { runStore } from '../runs/store.ts';
import type { Run } from '../runs/types.ts';
import { dockerSandboxes } from '../sandbox/docker.ts';
import { gitMirrors } from '../sandbox/mirror.ts';
import type { Mirror } from '../sandbox/types.ts';
import { dataPaths, readSettings, type Settings } from '../settings.ts';
import { createRedactor } from '../text/redact.ts';
import { showHidden } from '../text/show-hidden.ts';
import { recordText, type RunRecord } from './record-text.ts';
import { findRun } from './runs/find-run.ts';
import { withDatabase } from './with-database.ts';

const USAGE = `fettle replay RUN [--attempt N] [--json]: carries a stored run out again without a model, and says where it departs
fettle replay RUN --show [--json]: what is stored of it

RUN is a run's id, or how it begins. Agent and judge say what they said then; tools, guards and checks are those of now, in
new sandboxes at the same base. Nothing is written to GitHub or to the database. Exit code 0: all is as it was; 1: it
departs; 2: the call was wrong.`;

/** See `USAGE`. */
export async function replayCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      show: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      attempt: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const [id] = positionals;
  if (id === undefined || positionals.length > 1) throw new UserError(USAGE);
  const attempt = values.attempt === undefined ? null : Number(values.attempt);
  if (attempt !== null && !Number.isSafeInteger(attempt)) throw new UserError('--attempt is the number of an attempt.');
  const settings = readSettings();
  return withDatabase(settings, async (database) => {
    const store = runStore(database);
    const record = await recordOf(id, attempt, store);
    if (!values.show) return replay(record, store, settings, values.json);
    console.log(values.json ? JSON.stringify(record, asText, 2) : recordText(record));
    return 0;
  });
}

async function recordOf(id: string, only: number | null, store: RunStore): Promise<RunRecord> {
  const run = await findRun(id, store);
  const all = await store.attempts(run.id);
  const rounds = await store.rounds(run.id);
  const wanted = all.filter(({ number }) => only === null || number === only);
  if (wanted.length === 0) throw new UserError(`Run ${run.id} has no attempt${only === null ? '' : ` ${only}`}.`);
  const attempts = wanted.map(async (attempt) => ({
    attempt,
    makings: await store.makings(run.id, attempt.number),
    turns: await store.turns(run.id, attempt.number),
    rounds: rounds.filter((it) => it.attempt === attempt.number),
  }));
  return { run, attempts: await Promise.all(attempts) };
}

/** Bytes are of no use in JSON for people; a patch is text. */
function asText(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || !('type' in value) || value.type !== 'Buffer') return value;
  return Buffer.from((value as unknown as { data: number[] }).data).toString('utf8');
}

async function replay(
  { run, attempts }: RunRecord,
  store: RunStore,
  settings: Settings,
  json: boolean,
): Promise<number> {
  const { baseSha } = run;
  if (baseSha === null) throw new UserError(`Run ${run.id} had not begun: there is nothing to replay.`);
  const sandboxes = dockerSandboxes(settings.sandbox);
  const status = await sandboxes.check();
  if (status.status === 'no_engine') throw new UserError(status.problem);
  if (status.status === 'no_image') await sandboxes.ensureImage((line) => console.error(line));
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));
  const room: ReplayRoom = {
    mirror: await mirrorOf(run, settings, interrupted.signal),
    sandboxes,
    offer: settings.runs.offer,
    redact: createRedactor([]),
    signal: interrupted.signal,
    say: (_kind, text) => (json ? undefined : console.log(showHidden(`  ${text}`))),
  };
  const requests = await store.requests(run.id);
  const agreed = (await store.planOf(run.id))?.agreed ?? null;
  const changing = attempts.filter(({ attempt }) => attempt.number > 0);
  if (changing.length === 0)
    throw new UserError(
      `Of run ${run.id} there is only the plan: it was read for, nothing was changed, and there is nothing to carry out again. --show prints what is stored of it.`,
    );
  const replayed: (Replayed & { notes: string[] })[] = [];
  for (const record of changing) {
    if (!json) console.log(`Attempt ${record.attempt.number}`);
    await bring(room.mirror, [baseSha, record.attempt.startSha, record.attempt.mergeSha], interrupted.signal);
    const profile = profileOf(record.makings.at(-1)?.profile ?? 'fettle');
    if (profile.kind !== 'loop')
      throw new UserError(
        `Attempt ${record.attempt.number} was made by ${profile.name}, a program of its own: it can't be carried out again. --show prints what is stored of it.`,
      );
    const one = await replayAttempt({ run: { ...run, baseSha }, ...record, requests, agreed, profile }, room);
    const notes = await otherwise(record, sandboxes);
    replayed.push({ ...one, notes });
    if (!json) console.log(showHidden(replayedText(one, notes)));
  }
  const departs = replayed.some(({ departures }) => departures.length > 0);
  if (json) console.log(JSON.stringify({ run: run.id, departs, attempts: replayed }, null, 2));
  return departs ? 1 : 0;
}

function replayedText({ departures, turns, rounds, end }: Replayed, notes: readonly string[]): string {
  const what = `${turns} turns and ${rounds} gates`;
  const lines = departures.map(
    ({ where, recorded, replayed }) => `  ${where}\n    then: ${recorded}\n    now:  ${replayed}`,
  );
  const said = departures.length === 0 ? `As it was: ${what}.` : `Departs in ${departures.length} places of ${what}:`;
  return [said, ...lines, `End: ${end}`, ...notes.map((note) => `Note: ${note}`)].join('\n');
}

/** What is not as it was when the attempt was made; it may be why a replay departs. */
async function otherwise(
  { makings }: RunRecord['attempts'][number],
  sandboxes: ReplayRoom['sandboxes'],
): Promise<string[]> {
  const last = makings.at(-1);
  if (last === undefined) return ['it is not known what the attempt was made with.'];
  const engine = await sandboxes.check();
  const now = makingOf(
    { ...last, profile: profileOf(last.profile ?? 'fettle') },
    last.judgeLevel,
    engine.status === 'ready' ? engine.imageId : null,
  );
  return [
    ...(last.image === now.image
      ? []
      : ['the sandbox image is another one now, or the repository names one of its own.']),
    ...(last.verifiers === now.verifiers ? [] : ['verifiers or guards have changed since.']),
    ...(last.node === now.node ? [] : [`Fettle ran on Node ${last.node} then.`]),
  ];
}

/** For a clone that nothing is fetched into. */
const NOWHERE = '/dev/null';

/** The clone in the data folder; fetched from GitHub only where that is missing and the settings say how. */
async function mirrorOf(run: Run, settings: Settings, signal: AbortSignal): Promise<Mirror> {
  const { mirrors } = dataPaths(settings.dataDir);
  const name = `${run.repo.owner}/${run.repo.name}`;
  const there = await stat(join(mirrors, `${name}.git`.toLowerCase())).catch(() => null);
  try {
    const github = gitHubApp(settings.github()).for(run.repo);
    const source = { url: github.gitUrl, token: github.gitToken.bind(github) };
    return await gitMirrors(mirrors).open(name, source, signal);
  } catch (error) {
    if (!(error instanceof UserError) || there === null) throw error;
    return gitMirrors(mirrors).open(name, { url: NOWHERE, token: async () => null }, signal);
  }
}

async function bring(mirror: Mirror, commits: readonly (string | null)[], signal: AbortSignal): Promise<void> {
  for (const commit of commits) {
    if (commit === null || (await mirror.resolve(commit)) !== null) continue;
    await mirror.fetch(signal).catch(() => undefined); // what is missing then is said below
    if ((await mirror.resolve(commit)) === null)
      throw new UserError(
        `The commit ${commit} is not in the clone, and could not be fetched: either it is gone, or the settings do not say how GitHub is reached.`,
      );
  }
}
