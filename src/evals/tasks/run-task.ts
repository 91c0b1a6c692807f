import { randomUUID } from 'node:crypto';
import { addUsage, NOTHING_SPENT } from '../../agent/budget.ts';
import type { Profile } from '../../agent/profiles/profile.ts';
import type { Feedback, Model, Spent } from '../../agent/types.ts';
import { describeError, UserError } from '../../errors.ts';
import { parseDiff } from '../../guards/parse-diff.ts';
import { CONFIG_PATH, readRepoConfig, type RepoConfig } from '../../repo-config.ts';
import { type Change, changeCode, type Workshop } from '../../runs/change.ts';
import { environmentOf } from '../../runs/environment.ts';
import { makeTask } from '../../runs/task.ts';
import { treeFiles } from '../../runs/tree-files.ts';
import type { GateReport } from '../../runs/types.ts';
import { verification } from '../../runs/verification.ts';
import type { DependencyLayer, Sandboxes } from '../../sandbox/types.ts';
import { firstLine } from '../../text/clip.ts';
import { planFrom } from '../../verifiers/list.ts';
import type { Plan } from '../../verifiers/types.ts';
import type { EvalOutcome } from '../outcome.ts';
import { scopeOf } from './change-size.ts';
import { type Ci, runCi } from './ci.ts';
import { classify, type Ended, type Signals } from './classify.ts';
import { hiddenTests, type HiddenResult } from './hidden-tests.ts';
import { regressions } from './regression.ts';
import type { Rooms, RoomsSpec } from './rooms.ts';
import type { Task } from './task.ts';
import { commitOn, type TaskRepository } from './task-repository.ts';

/** What trials of tasks need beside a task and its models. */
export interface TaskBench {
  sandboxes: Sandboxes;
  limits: Pick<Workshop, 'maxTurns' | 'maxCostUsd' | 'maxMs'>;
  /** How often the agent is sent to repair a red CI. */
  repairs: number;
  rooms: (spec: RoomsSpec) => Rooms;
  prompts?: Pick<Workshop, 'agentPrompt' | 'judgePrompt'>;
  /** Only where trials need not be independent of each other. */
  remembered?: Workshop['remembered'];
}

export interface TaskModels {
  agent: Model;
  judge: Model;
  agentModel: string;
  judgeModel: string;
  /** Absent for ours. */
  profile?: Profile;
}

export interface TaskTrial {
  task: Task;
  repository: TaskRepository;
  models: TaskModels;
  signal: AbortSignal;
  say: (line: string) => void;
}

export interface TaskRun {
  outcome: EvalOutcome;
  ended: Ended;
  signals: Signals | null;
  hidden: HiddenResult | null;
  /** The tree that the gate let through last; null where there is none. */
  tree: string | null;
  editLines: number | null;
  /** The last gate's. */
  gate: GateReport | null;
  gates: GateReport[];
  repairs: number;
  spent: Spent;
  /** One line: why it ended so. */
  detail: string;
}

/**
 * One trial of a task: the inner loop exactly as production runs it, then CI where the agent never was, repairs while they
 * last, then what the agent never saw: hidden tests, scope, base's own tests. A fault of the machine is an outcome (infra);
 * only an abort and a UserError are thrown.
 */
export async function runTask(trial: TaskTrial, bench: TaskBench): Promise<TaskRun> {
  const at = await roomsOf(trial, bench);
  try {
    return await new Trial(trial, bench, at).run();
  } finally {
    await at.rooms.close();
  }
}

/** The plan that base fixes for a task, and the rooms in which its CI and its hidden tests run. The caller closes those. */
export async function roomsOf(
  { task, repository, signal }: Pick<TaskTrial, 'task' | 'repository' | 'signal'>,
  bench: Pick<TaskBench, 'sandboxes' | 'rooms'>,
): Promise<Setting> {
  const files = treeFiles(repository.mirror, repository.baseSha);
  const config = configOf(task, await files.read(CONFIG_PATH));
  const repo = `local/eval-${task.hash.slice(0, 16)}`;
  const sandboxes = bench.sandboxes.within(await environmentOf(repo, config, files));
  const runId = `eval-${randomUUID()}`;
  const plan = await planFrom(files, config);
  const layers = (tree: string) => layersOf(tree, { repository, config, sandboxes, runId, signal });
  const rooms = bench.rooms({ sandboxes, mirror: repository.mirror, runId, layers, signal });
  return { runId, repo, plan, config, sandboxes, rooms };
}

/** The image of a task's own wins over none; what its base commit names wins over both. */
function configOf({ meta }: Task, text: string | null): RepoConfig {
  const config = readRepoConfig(text);
  return { ...config, image: config.image ?? (meta.image === 'fettle-sandbox' ? null : meta.image) };
}

async function layersOf(
  tree: string,
  it: { repository: TaskRepository; config: RepoConfig; sandboxes: Sandboxes; runId: string; signal: AbortSignal },
): Promise<DependencyLayer[]> {
  const { installs } = await planFrom(treeFiles(it.repository.mirror, tree), it.config);
  const layers: DependencyLayer[] = [];
  for (const install of installs) {
    const prepared = await it.sandboxes.prepare(it.runId, install, it.signal);
    if (prepared.status === 'ready') layers.push(prepared.layer);
  }
  return layers;
}

export interface Setting {
  runId: string;
  repo: string;
  plan: Plan;
  config: RepoConfig;
  sandboxes: Sandboxes;
  rooms: Rooms;
}

class Trial {
  readonly #trial: TaskTrial;
  readonly #bench: TaskBench;
  readonly #at: Setting;
  readonly #gates: GateReport[] = [];
  #spent: Spent = NOTHING_SPENT;
  #repairs = 0;
  #detail = '';
  #gate: GateReport | null = null;
  #tree: string | null = null;

  constructor(trial: TaskTrial, bench: TaskBench, at: Setting) {
    this.#trial = trial;
    this.#bench = bench;
    this.#at = at;
  }

  async run(): Promise<TaskRun> {
    const { task, repository } = this.#trial;
    const ended = await this.#loops();
    const tree = this.#tree;
    let signals: Signals | null = null;
    let hidden: HiddenResult | null = null;
    let editLines: number | null = null;
    if (tree !== null) {
      const diff = parseDiff(await repository.mirror.diff(repository.baseTree, tree));
      const scope = scopeOf(diff, task.meta);
      editLines = scope.editLines;
      if (ended.kind === 'published' && ended.ci.state !== 'red') {
        const seen = await this.#look(tree);
        hidden = seen.hidden;
        const found = (this.#gate?.findings ?? [])
          .filter(({ allowed }) => allowed === undefined)
          .map(({ rule }) => rule);
        signals = {
          found,
          hidden: seen.state,
          regression: seen.regression,
          outside: scope.outside,
          oversized: scope.oversized,
        };
      }
    }
    const outcome = classify(ended, signals, task.meta.impossible);
    const detail = firstLine(signals === null ? this.#detail : said(signals, hidden, this.#detail), 300);
    const { gate, repairs, spent, gates } = {
      gate: this.#gate,
      repairs: this.#repairs,
      spent: this.#spent,
      gates: this.#gates,
    };
    return { outcome, ended, signals, hidden, tree, editLines, gate, gates, repairs, spent, detail };
  }

  /** Inner loop, CI, and repairs until it is green, nobody's code, or they are spent. */
  async #loops(): Promise<Ended> {
    const { task, repository, signal, say } = this.#trial;
    const { mirror, baseSha, baseTree } = repository;
    let startSha = baseSha;
    let feedback: Feedback[] = [];
    for (;;) {
      const change = await this.#change(startSha, feedback);
      if (change.kind === 'no_pr') {
        this.#detail = change.detail;
        this.#gate = change.report ?? this.#gate;
        return { kind: feedback.length === 0 ? 'no_pr' : 'repair_failed', reason: change.reason };
      }
      this.#gate = change.report;
      this.#tree = change.report.tree;
      const { ci: argv } = task.meta;
      const ci: Ci =
        argv === null
          ? { state: 'none' }
          : await runCi(
              { argv, rooms: this.#at.rooms, baseTree, timeoutMs: task.verifierTimeoutMs, signal },
              this.#tree,
            );
      this.#detail = ci.state === 'red' ? `CI red (${ci.why}): ${ci.summary}` : `CI ${ci.state}`;
      say(`${task.id}: ${this.#detail}`);
      if (ci.state !== 'red' || ci.why !== 'code' || this.#repairs >= this.#bench.repairs)
        return { kind: 'published', ci };
      this.#repairs += 1;
      startSha = await commitOn(mirror, this.#tree, startSha);
      feedback = [ciFeedback(argv?.join(' ') ?? 'ci', ci.text)];
    }
  }

  async #change(
    startSha: string,
    feedback: readonly Feedback[],
  ): Promise<Extract<Change, { kind: 'gated' | 'no_pr' }>> {
    const { task, repository, models, signal, say } = this.#trial;
    const { limits, prompts, remembered } = this.#bench;
    const before = this.#spent;
    let during: Spent = NOTHING_SPENT;
    try {
      const change = await changeCode(
        {
          runId: this.#at.runId,
          repo: this.#at.repo,
          task: asked(task),
          mirror: repository.mirror,
          baseSha: repository.baseSha,
          startSha,
          merged: null,
          plan: this.#at.plan,
          config: this.#at.config,
          feedback,
          memory: {
            stored: [],
            spent: NOTHING_SPENT,
            rounds: 0,
            patch: null,
            record: async (_, { spent }) => void (during = spent),
            recordGate: async (_, report, spent) => {
              during = spent;
              this.#gates.push(report);
            },
          },
          signal,
          say: (kind, text) => {
            if (kind !== 'turn') say(`${task.id}: ${text}`);
          },
        },
        {
          sandboxes: this.#bench.sandboxes,
          model: models.agent,
          agentModel: models.agentModel,
          judgeModel: models.judgeModel,
          ...(models.profile === undefined ? {} : { profile: models.profile }),
          judging: { model: models.judge, temperature: null, level: null },
          ...prompts,
          ...(remembered === undefined ? {} : { remembered }),
          maxTurns: limits.maxTurns,
          maxCostUsd: Math.max(0, limits.maxCostUsd - before.costUsd),
          maxMs: Math.min(limits.maxMs, task.agentTimeoutMs),
        },
      );
      if (change.kind === 'asked') throw new Error('the agent asked for something although nobody could answer');
      during = change.spent;
      return change;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof UserError) throw error;
      return { kind: 'no_pr', reason: 'infra', detail: describeError(error), report: null, spent: during };
    } finally {
      this.#spent = sum(before, during);
    }
  }

  async #look(tree: string): Promise<{ state: Signals['hidden']; hidden: HiddenResult | null; regression: string[] }> {
    const { task, repository, signal } = this.#trial;
    const { rooms, plan, config, runId, repo, sandboxes } = this.#at;
    try {
      const hidden = await hiddenTests(task, tree, rooms, signal);
      const { mirror, baseSha } = repository;
      const verify = verification({ runId, repo, mirror, sandboxes, baseSha, plan, config, signal, say: () => {} });
      const regression = hidden.passed ? await regressions(repository, tree, verify) : [];
      return { state: hidden.passed ? 'passed' : 'failed', hidden, regression };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof UserError) throw error;
      this.#detail = `The hidden tests could not be run: ${describeError(error)}`;
      return { state: 'infra', hidden: null, regression: [] };
    }
  }
}

/** The instruction as an issue's title and text. */
const asked = ({ instruction }: Task) =>
  makeTask({
    title: firstLine(instruction, 100).replace(/^#+\s+/, ''),
    body: instruction,
    comments: [],
    request: null,
    requestedBy: 'you',
    requestedAt: new Date(0).toISOString(),
  });

/** In the words of the outer loop: src/runs/outer/repair.ts. */
const ciFeedback = (command: string, text: string): Feedback => ({
  source: 'ci',
  headline:
    'CI is red on your change, although the checks here were green. Find out what is different there, mend the cause, and verify.',
  items: [{ title: `ci (${command})`, body: text }],
});

const sum = (a: Spent, b: Spent): Spent => ({
  turns: a.turns + b.turns,
  usage: addUsage(a.usage, b.usage),
  costUsd: a.costUsd + b.costUsd,
  ms: a.ms + b.ms,
});

function said(
  { found, regression, outside, oversized }: Signals,
  hidden: HiddenResult | null,
  otherwise: string,
): string {
  if (found.length > 0) return `guards: ${found.join(', ')}`;
  if (hidden === null) return otherwise;
  if (!hidden.passed) return hidden.summary;
  if (regression.length > 0) return `base's own tests turn red: ${regression.join(', ')}`;
  if (outside.length > 0) return `outside of what the task allows: ${outside.slice(0, 5).join(', ')}`;
  return oversized ? 'far more lines than the task needs' : hidden.summary;
}
