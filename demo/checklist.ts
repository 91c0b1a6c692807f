import type { NewsKey } from './github-news.ts';
import type { GitHubState, RequestRecord } from './github-state.ts';
import type { ModelRecord } from './model-record.ts';

/** What was seen from outside, without asking the app. */
export interface Evidence {
  /** Login of the app. */
  app: string;
  news: ReadonlySet<NewsKey>;
  /** How GitHub stands at the end. */
  github: GitHubState;
  /** Every request that GitHub got. */
  requests: readonly RequestRecord[];
  /** Containers that the engine started, by purpose. */
  containers: Readonly<Record<string, number>>;
  /** Null with a real model. */
  model: ModelRecord | null;
  /** Of the pull request's branch in a fresh clone, newest first; base left out. */
  commits: readonly { sha: string; author: string }[];
  diff: string;
  /** Whether the defect of the issue is gone in the clone, by time zone; empty where it can't be asked. */
  cured: Readonly<Record<string, boolean>>;
}

export interface CheckedStep {
  title: string;
  seen: boolean;
  /** Where it was seen. */
  where: string;
}

/** The steps of the whole story, for the demo's own project with the scripted model. */
export function storySteps(evidence: Evidence): CheckedStep[] {
  const { containers, model, diff } = evidence;
  const agent = model?.requests.filter((it) => it.role === 'agent' && it.answered) ?? [];
  const judge = model?.requests.filter((it) => it.role === 'judge' && it.answered) ?? [];
  const [vetoed, corrected] = judge;
  const told = agent.findIndex((it) => it.last.includes('src/reminders.js') && it.last.includes(hunkOf(vetoed?.last)));
  const passedAgain = (text: string | undefined) => /npm:test\b.*passed/.test(text ?? '');
  return [
    ...firstSteps(evidence),
    step('baseline: the checks ran on the base commit', (containers.baseline ?? 0) > 0, 'containers on the engine'),
    step('the agent took turns and used tools', agent.length >= 10, "the model server's record"),
    step(
      'a verifier failed, and its distilled text reached the agent',
      agent.some((it) => it.last.includes('keeps the day') && it.last.includes('2025-03-28')),
      "the model server's record",
    ),
    step(
      'the fix passed guards and verifiers in a container of its own',
      passedAgain(vetoed?.last) && (containers.gate ?? 0) > 0,
      "the judge's request; the engine",
    ),
    step('the judge vetoed the scope creep, citing path and hunk', told !== -1, "the model server's record"),
    step(
      'the agent took exactly that out again',
      corrected !== undefined && !corrected.last.includes('b/src/reminders.js') && !diff.includes('reminders.js'),
      "the judge's second request; git",
    ),
    draftStep(evidence),
    step(
      'CI was red for a reason that the checks here did not see',
      evidence.news.has('ci_red') && passedAgain(corrected?.last),
      'GitHub',
    ),
    step('the log of the red job was read', logsRead(evidence), "GitHub's record of requests"),
    step(
      'the agent saw the failing test by name',
      agent.some((it) => it.last.includes('CI is red') && it.last.includes('keeps the day')),
      "the model server's record",
    ),
    step(
      'the repair was pushed as one more commit',
      evidence.commits.length === 2 && evidence.news.has('pushed_again'),
      'git',
    ),
    ...lastSteps(evidence),
  ];
}

/** What has to happen on the demo's own project whatever a real model does on the way. */
export function realModelSteps(evidence: Evidence): CheckedStep[] {
  const agents = (evidence.containers.agent ?? 0) > 0 && (evidence.containers.gate ?? 0) > 0;
  return [
    ...firstSteps(evidence),
    step('agent and gate worked in containers', agents, 'containers on the engine'),
    draftStep(evidence),
    ...lastSteps(evidence),
  ];
}

/** A repository of one's own: a pull request came out. */
export function givenRepositorySteps(evidence: Evidence): CheckedStep[] {
  return [
    ...firstSteps(evidence),
    step('a pull request was opened', evidence.github.pullRequests.length === 1, 'GitHub'),
    step('it changes something', evidence.diff.trim() !== '', 'git, in a fresh clone'),
  ];
}

function firstSteps({ news, requests, github }: Evidence): CheckedStep[] {
  const fetched = requests.some((it) => it.path === `/${github.fullName}.git/git-upload-pack` && it.status === 200);
  return [
    step(
      'acknowledged with a reaction and one status comment',
      news.has('reaction') && news.has('status_comment'),
      'GitHub',
    ),
    step('cloned over HTTP', fetched, "GitHub's record of requests"),
  ];
}

function draftStep({ news, requests, github }: Evidence): CheckedStep {
  const asked = requests.some(
    ({ method, path, status, body }) =>
      method === 'POST' &&
      path.endsWith('/pulls') &&
      status === 201 &&
      (body as { draft?: unknown } | null)?.draft === true,
  );
  const closes = github.pullRequests[0]?.body.includes(`#${github.issues[0]?.number}`) === true;
  return step(
    'the pull request was opened as a draft and says which issue it closes',
    news.has('draft') && asked && closes,
    'GitHub',
  );
}

function lastSteps({ news, github, cured, commits, app }: Evidence): CheckedStep[] {
  const [pr] = github.pullRequests;
  const green = github.runs.some((run) => run.headSha === pr?.head.sha && run.conclusion === 'success');
  const zones = Object.values(cured);
  return [
    step('CI is green on the head of the pull request', green && commits[0]?.sha === pr?.head.sha, 'GitHub; git'),
    step('every commit is by the app', commits.length > 0 && commits.every((it) => it.author === app), 'git'),
    step('ready for review', news.has('ready') && pr?.draft === false, 'GitHub'),
    step(
      'the defect of the issue is gone, in UTC and in Los Angeles',
      zones.length > 0 && zones.every(Boolean),
      'a fresh clone, run here',
    ),
    step(
      'GitHub was asked nothing that it would refuse',
      github.unexpected.length === 0,
      "GitHub's record of requests",
    ),
  ];
}

function logsRead({ requests, app }: Evidence): boolean {
  return requests.some((it) => /\/actions\/jobs\/\d+\/logs$/.test(it.path) && it.status === 302 && it.actor === app);
}

/** The header of the file's first hunk in the diff that the judge was sent; a text that is nowhere when there is none. */
function hunkOf(question: string | undefined): string {
  const at = question?.indexOf('\n+++ b/src/reminders.js\n') ?? -1;
  const header = /^@@ -\S+ \+\S+ @@/m.exec(question?.slice(at) ?? '')?.[0];
  return at === -1 || header === undefined ? '\u0000' : header;
}

function step(title: string, seen: boolean, where: string): CheckedStep {
  return { title, seen, where };
}
