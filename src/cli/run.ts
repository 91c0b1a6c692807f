import { createHash, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { NOTHING_SPENT } from '../agent/budget.ts';
import { anthropicModel } from '../agent/anthropic.ts';
import { profileOf } from '../agent/profiles/profile.ts';
import { UserError } from '../errors.ts';
import { branchName } from '../github/texts.ts';
import { readRepoConfig } from '../repo-config.ts';
import { type Change, changeCode } from '../runs/change.ts';
import { makeTask } from '../runs/task.ts';
import { treeFiles } from '../runs/tree-files.ts';
import type { RunEventKind } from '../runs/types.ts';
import { dockerSandboxes } from '../sandbox/docker.ts';
import { gitMirrors } from '../sandbox/mirror.ts';
import type { Mirror } from '../sandbox/types.ts';
import { dataPaths, readSettings, type Settings } from '../settings.ts';
import { firstLine } from '../text/clip.ts';
import { planFrom } from '../verifiers/list.ts';
import { reportText } from '../verifiers/verify.ts';
import { seconds } from './terminal.ts';

const USAGE = 'fettle run --repo PATH (--prompt TEXT | --prompt-file FILE) [--patch FILE]';

/**
 * A whole inner loop on a local clone: no GitHub, no database. Starts from the clone's HEAD and leaves a branch in it,
 * or a patch; the work tree is not touched. Exit code 0 when a change passed the gate, 1 when there is none, 2 when
 * the call was wrong.
 */
export async function runCommand(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      repo: { type: 'string' },
      prompt: { type: 'string' },
      'prompt-file': { type: 'string' },
      patch: { type: 'string' },
    },
  });
  const prompt = values['prompt-file'] === undefined ? values.prompt : await readFile(values['prompt-file'], 'utf8');
  if (values.repo === undefined || prompt === undefined || prompt.trim() === '')
    throw new UserError(`${USAGE}: say which repository, and what to do.`);

  const settings = readSettings();
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));
  const say = progress();
  const repo = resolve(values.repo);
  const mirror = await gitMirrors(dataPaths(settings.dataDir).mirrors).open(`local/${basename(repo)}`, {
    url: repo,
    token: async () => null,
  });
  if (mirror.cloned !== true) await mirror.fetch(interrupted.signal);
  const baseSha = await mirror.resolve('HEAD');
  if (baseSha === null) throw new UserError(`${repo} has no commit to start from.`);
  say('cloned', `Starts from ${baseSha.slice(0, 7)}; what is not committed there is not seen`);

  const runId = randomUUID();
  const title = firstLine(prompt, 100);
  const change = await localChange({
    runId,
    repo: `local/${createHash('sha256').update(repo).digest('hex').slice(0, 16)}`,
    title,
    prompt,
    baseSha,
    mirror,
    settings,
    signal: interrupted.signal,
    say,
  });
  if (change.kind === 'asked') throw new Error('the agent asked for something although nobody could answer');
  if (change.kind === 'no_pr') {
    console.error(`\nno_pr{${change.reason}}: ${change.detail}`);
    return 1;
  }
  const commit = await mirror.commit({
    tree: change.report.tree,
    parents: [baseSha],
    message: `${title}\n`,
    author: { name: 'Fettle', email: 'fettle@localhost' },
    at: new Date(),
  });
  console.log(`\n${reportText(change.report.reports)}\n\n${change.summary}\n`);
  if (values.patch !== undefined) {
    await writeFile(values.patch, await mirror.patch(baseSha, commit));
    console.log(`Patch: ${values.patch}`);
  } else {
    const branch = branchName(0, title, runId).replace('fettle/0-', 'fettle/');
    const pushed = await mirror.push(branch, commit, null);
    if (pushed.status !== 'pushed') throw new UserError(`The branch ${branch} could not be made in ${repo}.`);
    console.log(`Branch: ${branch}   (git -C ${join(values.repo)} diff HEAD...${branch})`);
  }
  console.log(
    `Cost: $${change.spent.costUsd.toFixed(2)}, ${change.spent.turns} turns, ${seconds(change.spent.ms)} with the model`,
  );
  return 0;
}

interface LocalJob {
  runId: string;
  /** What is installed for one clone reaches no other one. */
  repo: string;
  title: string;
  prompt: string;
  baseSha: string;
  mirror: Mirror;
  settings: Settings;
  signal: AbortSignal;
  say: (kind: RunEventKind, text: string) => void;
}

async function localChange(job: LocalJob): Promise<Change> {
  const { mirror, baseSha, settings } = job;
  const sandboxes = dockerSandboxes(settings.sandbox);
  const status = await sandboxes.check();
  if (status.status === 'no_engine') throw new UserError(status.problem);
  if (status.status === 'no_image') await sandboxes.ensureImage((line) => job.say('waiting', line));
  const config = readRepoConfig((await mirror.readFile(baseSha, '.github/fettle.yml'))?.toString('utf8') ?? null);
  const model = settings.model();
  return changeCode(
    {
      runId: job.runId,
      repo: job.repo,
      task: makeTask({
        title: job.title,
        body: job.prompt,
        comments: [],
        request: null,
        requestedBy: 'you',
        requestedAt: new Date().toISOString(),
      }),
      mirror,
      baseSha,
      startSha: baseSha,
      merged: null,
      plan: await planFrom(treeFiles(mirror, baseSha), config),
      config,
      feedback: [],
      memory: {
        stored: [],
        spent: NOTHING_SPENT,
        rounds: 0,
        patch: null,
        record: async () => undefined,
        recordGate: async () => undefined,
      },
      signal: job.signal,
      say: job.say,
    },
    {
      sandboxes,
      model: anthropicModel(model),
      judging: { model: anthropicModel(model.judge), temperature: model.judge.temperature, level: settings.runs.judge },
      profile: profileOf(model.agentProfile),
      agentModel: model.agentModel,
      judgeModel: model.judgeModel,
      ...settings.runs,
    },
  );
}

function progress(): (kind: RunEventKind, text: string) => void {
  const started = Date.now();
  return (kind, text) => {
    if (kind !== 'turn') console.log(`${seconds(Date.now() - started).padStart(7)}  ${text}`);
  };
}
