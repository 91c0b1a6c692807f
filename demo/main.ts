import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { preparePrerequisites } from '../src/cli/prerequisites.ts';
import { describeError, UserError } from '../src/errors.ts';
import { connectDocker } from '../src/sandbox/connect.ts';
import { readArguments, type Subject } from './arguments.ts';
import { type CheckedStep, type Evidence, givenRepositorySteps, realModelSteps, storySteps } from './checklist.ts';
import { isCured, lookFromOutside } from './clone.ts';
import type { GitHubDoor, GitHubState } from './github-state.ts';
import { LiveView } from './live-view.ts';
import { lookOn } from './look-on.ts';
import { type ModelRecord, modelRecord } from './model-record.ts';
import { report } from './report.ts';
import { givenRepository, ownProject, type Stage } from './subject.ts';
import { type Terminal, terminal } from './terminal.ts';
import { Theatre } from './theatre.ts';

const PERSON = 'maria';
const LABEL = 'fettle';
/** A scripted run that takes longer hangs; a real model may think. */
const PATIENCE_MS = { scripted: 4 * 60_000, real: 60 * 60_000 } as const;

/**
 * From a label to a repaired pull request on this machine. Exit code 0 only when each step was observed from outside;
 * otherwise says which was not, and where the logs are.
 */
export async function demo(args: string[]): Promise<number> {
  const { subject, model, stay } = readArguments(args, process.env);
  const to = terminal(process.stdout, process.env);
  // Until something of ours runs, ^C simply ends this process.
  await preparePrerequisites((line) => to.line(line, 'dim'));
  const stopped = new AbortController();
  const onSignal = () => stopped.abort(new UserError('stopped'));
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  try {
    return await play(subject, { scripted: model.kind === 'scripted', stay }, to, stopped.signal);
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}

async function play(
  subject: Subject,
  { scripted, stay }: { scripted: boolean; stay: boolean },
  to: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const live = new LiveView(to, Date.now);
  const docker = connectDocker(process.env.DOCKER_HOST?.trim() || null);
  const theatre = await Theatre.open({
    env: process.env,
    realModel: !scripted,
    docker,
    onAppLine: (line) => live.app(line),
    onModelComplaint: (line) => live.complaint(line),
    signal,
  });
  let keepLogs = true;
  try {
    const stage =
      subject.kind === 'own'
        ? await ownProject(theatre.folder)
        : await givenRepository(theatre.folder, subject.repo, subject.issue);
    introduce(stage, scripted, to);
    const [modelUrl, { door, ...github }] = await Promise.all([
      scripted ? theatre.startModel() : null,
      theatre.startGitHub(),
    ]);
    live.say('demo', scripted ? 'GitHub double and model server are up' : 'the GitHub double is up');
    const app = await theatre.startApp(github, modelUrl);
    live.say('demo', 'the app is up');
    await ask(stage, door, app.url);
    live.say('maria', `files the issue and labels it "${LABEL}"`);

    const end = await lookOn(
      door,
      live,
      github.slug,
      app.ended,
      Date.now() + PATIENCE_MS[scripted ? 'scripted' : 'real'],
      signal,
    );
    const record = modelUrl === null ? null : await modelRecord(modelUrl);
    const evidence: Evidence = {
      app: `${github.slug}[bot]`,
      news: live.news,
      github: end,
      requests: await door.requests(),
      containers: theatre.containers(),
      model: record,
      ...(await fromOutside(end, join(theatre.folder, 'clone'), subject.kind === 'own')),
    };
    const steps = stepsFor(subject, scripted, evidence);
    report({ evidence, moments: live.moments, steps, scripted, ciSays: stage.ciSays }, to);
    keepLogs = steps.some((step) => !step.seen);
    conclude(steps, record, evidence, live.elapsed(), theatre.logs, to);
    if (stay) await lookAround(app.url, github.url, to, signal);
    else to.line('To look around in its dashboard: npm run demo -- --stay', 'dim');
    return keepLogs ? 1 : 0;
  } catch (error) {
    live.close();
    if (signal.aborted) {
      to.line('\nStopped. Everything that was started is taken away again.');
      keepLogs = false;
      return 130;
    }
    if (error instanceof UserError) {
      keepLogs = false;
      throw error;
    }
    to.line(`\nThe demo could not go on: ${describeError(error)}`, 'bad');
    to.line(`The logs of its processes are in ${theatre.logs}`);
    return 1;
  } finally {
    await theatre.stop();
    await theatre.clean(keepLogs);
  }
}

function introduce(stage: Stage, scripted: boolean, to: Terminal): void {
  to.heading(`${stage.fullName}: ${stage.issue.title}`);
  to.line(stage.issue.body);
  to.line();
  to.line(`CI: ${stage.ciSays}.`, 'dim');
  const model = scripted ? 'a script (set ANTHROPIC_API_KEY for the real one)' : 'the one that the environment names';
  to.line(`Model: ${model}.`, 'dim');
  to.line();
}

/** A person with write permission files the issue and labels it. */
async function ask({ fullName: repo, from, ci, issue }: Stage, door: GitHubDoor, appUrl: string): Promise<void> {
  await door.tell('webhook', { url: `${appUrl}/api/github/webhooks` }, z.unknown());
  await door.tell('user', { login: PERSON, permission: 'write' }, z.unknown());
  await door.tell('browser', { login: PERSON }, z.unknown());
  await door.tell('repository', { repo, from, ...(ci === null ? {} : { ci }) }, z.unknown());
  const { number } = await door.tell(
    'openIssue',
    { repo, by: PERSON, ...issue },
    z.looseObject({ number: z.number() }),
  );
  await door.tell('addLabel', { repo, number, by: PERSON, label: LABEL }, z.unknown());
}

/** Until ^C, which is how one leaves. */
async function lookAround(app: string, gitHub: string, to: Terminal, signal: AbortSignal): Promise<void> {
  to.line(`\nThe dashboard: ${app} (the GitHub double, ${gitHub}, signs you in as ${PERSON})`, 'strong');
  to.line('Everything stays up until ^C.');
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

async function fromOutside(
  end: GitHubState,
  clone: string,
  own: boolean,
): Promise<Pick<Evidence, 'commits' | 'diff' | 'cured'>> {
  const [pr] = end.pullRequests;
  if (pr === undefined) return { commits: [], diff: '', cured: {} };
  await rm(clone, { recursive: true, force: true });
  const seen = await lookFromOutside(end.cloneUrl, pr.head.ref, clone);
  return { ...seen, cured: own ? await isCured(clone) : {} };
}

function stepsFor(subject: Subject, scripted: boolean, evidence: Evidence): CheckedStep[] {
  if (subject.kind === 'given') return givenRepositorySteps(evidence);
  return scripted ? storySteps(evidence) : realModelSteps(evidence);
}

function conclude(
  steps: readonly CheckedStep[],
  model: ModelRecord | null,
  { github }: Evidence,
  ms: number,
  logs: string,
  to: Terminal,
): void {
  const missing = steps.filter((step) => !step.seen);
  to.line();
  if (missing.length === 0) {
    to.line(`All ${steps.length} steps were seen from outside, in ${(ms / 1000).toFixed(1)} s.`, 'good');
    return;
  }
  to.line(
    `${missing.length} of ${steps.length} steps were not seen: ${missing.map((step) => step.title).join('; ')}.`,
    'bad',
  );
  for (const line of model?.refused ?? []) to.line(`The model server refused: ${line}`, 'bad');
  for (const { request, status, why } of github.unexpected)
    to.line(`GitHub did not expect ${request} (${status}): ${why}`, 'bad');
  for (const { comments } of [...github.issues, ...github.pullRequests]) to.quote(comments.at(-1)?.body ?? '');
  to.line(`The logs are in ${logs}`);
}
