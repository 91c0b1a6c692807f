import type { FaultKind } from '../support/github/http/faults.ts';
import type { RepositoryStory } from '../support/github/stories/repository.ts';
import {
  type Answer,
  approve,
  bash,
  cut,
  endsEarly,
  say,
  type SeenRequest,
  status,
  write,
} from '../support/model/script.ts';
import { Stage } from '../support/stage.ts';
import { openPostOffice } from './post-office.ts';
import { oneOf, type Random, randomFrom } from './random.ts';

export interface ChaosSize {
  issues: number;
  repositories: number;
  /** ms between two kills. */
  killEveryMs: number;
  patienceMs: number;
}

export interface ChaosResult {
  kills: number;
  /** Deliveries handed over, repeated ones counted each time. */
  deliveries: number;
  repeatedDeliveries: number;
  /** Calls that the model answered in full, by issue and by what stood in the conversation then. */
  calls: Map<string, number>;
  stage: Stage;
  repositories: RepositoryStory[];
}

const DUPLICATES = 0.2;
const FAULTS = 0.05;
const WORKERS = 3;
/** How long the model takes for one call at most, ms. */
const SLOWEST_MS = 1500;
const GITHUB_FAULTS: FaultKind[] = [
  '401',
  '403-secondary-limit',
  '500',
  '502',
  'drop-connection-before',
  'drop-after-effect',
];
/** A check of its own kind, so that runs cost little and the machinery is what is tried. */
const FILES = { 'README.md': '# Chaos\n', '.github/fettle.yml': 'verifiers:\n  - name: trivial\n    run: "true"\n' };

/**
 * Many issues at once, worked on by several processes of which one is killed with -9 every few seconds, while GitHub and
 * the model fail now and then and deliveries arrive late, twice and out of order. Ends when every run has ended. The
 * caller looks at what came of it, and closes the stage.
 */
export async function chaos(size: ChaosSize, settings: Record<string, string>, seed: number): Promise<ChaosResult> {
  const random = randomFrom(seed);
  const stage = await Stage.open(
    // One run at a time in each worker: a kill then hits one run, and may cost one call.
    { FETTLE_CONCURRENCY: '1', FETTLE_MODEL_PATIENCE_SECONDS: '120', FETTLE_RECONCILE_SECONDS: '10', ...settings },
    ['web', ...Array.from({ length: WORKERS }, () => 'worker' as const)],
  );
  const office = await openPostOffice({
    to: () => `http://127.0.0.1:${stage.port}/api/github/webhooks`,
    duplicates: DUPLICATES,
    random,
  });
  const calls = new Map<string, number>();
  try {
    const repositories: RepositoryStory[] = [];
    for (let at = 0; at < size.repositories; at += 1) {
      const ci = { jobs: [{ name: 'test', results: ['success' as const], takesMs: 200 }] };
      repositories.push(await stage.repository(`chaos-${at}`, FILES, { ci }));
    }
    stage.github.setWebhookUrl(office.url);
    stage.keepWebhookUrl();
    faultsOn(stage, random);
    const killing = killRegularly(stage, size.killEveryMs, random);
    try {
      for (let at = 0; at < size.issues; at += 1) {
        const title = `leave note ${String(at).padStart(4, '0')}`;
        const repo = repositories[at % repositories.length] as RepositoryStory;
        stage
          .issue(repo, title, { agent: scripted(title, calls, random), judge: judging(title, calls, random) })
          .addLabel('fettle');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      const ended = `SELECT count(*)::int AS ended FROM fettle.run WHERE state = 'ended'`;
      await stage.until(
        async () => (await stage.query<{ ended: number }>(ended))[0]?.ended === size.issues,
        'all runs to end',
        size.patienceMs,
      );
      await stage.github.settled();
      await office.delivered();
    } finally {
      await killing.stop();
      stage.github.clearFaults();
    }
    // What the last ones to be killed left is found by whoever starts next.
    await stage.start('worker');
    await stage.quiet();
    await stage.until(async () => (await stage.leftovers()).length === 0, 'containers and volumes to be gone', 60_000);
    const counts = [...office.taken.values()];
    const deliveries = counts.reduce((sum, count) => sum + count, 0);
    return {
      kills: killing.kills(),
      deliveries,
      repeatedDeliveries: deliveries - counts.length,
      calls,
      stage,
      repositories,
    };
  } catch (error) {
    await stage.close();
    throw error;
  } finally {
    await office.close();
  }
}

/** Three turns and the judge, told by what stands in the conversation; every twentieth call fails. */
function scripted(title: string, calls: Map<string, number>, random: Random): (request: SeenRequest) => Answer {
  const turns = [write(`notes/${title.slice(-4)}.md`, `# ${title}\n`), bash('ls notes'), say('The note is there.')];
  return (request) => {
    if (random() < FAULTS) return oneOf(random, [status(529), status(500), cut(), endsEarly()]);
    const said = request.body.messages.filter((message) => message.role === 'assistant').length;
    // A tool that a kill cut off is called again, as the model is told to consider.
    const turn = said - (JSON.stringify(request.body.messages).split('Interrupted: the worker').length - 1);
    const answer = turns[turn] ?? status(400, {}, 'the conversation has no more turns');
    return counted(`${title}, turn ${turn}`, calls, slowly(answer, random));
  };
}

function judging(title: string, calls: Map<string, number>, random: Random): () => Answer {
  return () => counted(`${title}, judge`, calls, slowly(approve(), random));
}

/** Slow enough for a kill to come in between. */
function slowly(answer: Answer, random: Random): Answer {
  return answer.kind === 'reply' ? { ...answer, delayMs: Math.round(random() * SLOWEST_MS) } : answer;
}

function counted(key: string, calls: Map<string, number>, answer: Answer): Answer {
  calls.set(key, (calls.get(key) ?? 0) + 1);
  return answer;
}

function faultsOn(stage: Stage, random: Random): void {
  stage.github.world.faults.take = () =>
    random() < FAULTS ? { kind: oneOf(random, GITHUB_FAULTS), retryAfter: 1, hits: 1 } : null;
  stage.github.clearFaults = () => {
    stage.github.world.faults.take = () => null;
  };
}

/** Every so often one of the processes dies without a word, and another one like it is started. */
function killRegularly(stage: Stage, everyMs: number, random: Random) {
  let kills = 0;
  let stopped = false;
  const work = (async () => {
    while (!stopped) {
      await new Promise((resolve) => setTimeout(resolve, everyMs * (0.5 + random())));
      if (stopped) return;
      const [victim] = [...stage.running('worker'), ...stage.running('web')].toSorted(() => random() - 0.5);
      if (victim === undefined) throw new Error('there is no process left');
      await victim.end('SIGKILL');
      kills += 1;
      await stage.start(victim.command);
    }
  })();
  work.catch(() => {});
  return {
    kills: () => kills,
    stop: async () => {
      stopped = true;
      await work;
    },
  };
}
