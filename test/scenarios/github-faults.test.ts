import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { gitHubApp } from '../../src/github/app.ts';
import { CancelWatch } from '../../src/runs/cancel.ts';
import type { RunParts } from '../../src/runs/parts.ts';
import { StatusBoard } from '../../src/runs/status.ts';
import { runStore } from '../../src/runs/store.ts';
import { makeTask } from '../../src/runs/task.ts';
import { lookAtRun } from '../../src/runs/worker.ts';
import { createRedactor } from '../../src/text/redact.ts';
import { freshDatabase, silent } from '../store/fresh-database.ts';
import type { ArmedFault, FaultKind } from '../support/github/http/faults.ts';
import type { IssueStory } from '../support/github/stories/issue.ts';
import type { RepositoryStory } from '../support/github/stories/repository.ts';
import { edit, say, type Step } from '../support/model/script.ts';
import { Stage } from '../support/stage.ts';
import { SUM } from '../support/sum-project.ts';

const APP = { appId: 1, webhookSecret: 'secret', webhookProxyUrl: null };

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterEach(() => {
  stage.github.clearFaults();
  expect(stage.surprises).toEqual([]);
});
afterAll(() => stage.close());

const fix = (): Step[] => [edit('src/sum.js', 'a - b', 'a + b'), say('It adds now.')];

/** Whatever went wrong in between, GitHub looks as if nothing had. */
async function oneOfEach(repo: RepositoryStory, issue: IssueStory): Promise<void> {
  const pr = await stage.pullRequest(repo);
  await stage.until(() => !pr.draft, 'the pull request to be ready');
  await stage.until(() => issue.appComments[0]?.body.includes('pr_good{ci_green}'), 'the last word');
  expect(repo.pullRequests).toHaveLength(1);
  expect(await repo.branches()).toEqual([pr.head.ref, 'main'].toSorted());
  expect(await repo.git('rev-list', '--count', `main..${pr.head.sha}`)).toBe('1');
  expect(issue.appComments).toHaveLength(1);
  expect(pr.appComments).toEqual([]);
  expect(issue.labels).toEqual(['fettle']);
  expect(stage.asked(issue, 'agent')).toHaveLength(2);
}

/** Each step of a run that talks to GitHub, and what it asks. */
const steps = (name: string): Record<string, string> => ({
  'asking who may ask': `^GET .*/${name}/collaborators/maria/permission`,
  'reading the issue': `^GET .*/${name}/issues/1$`,
  'reading who put the label on': `^GET .*/${name}/issues/1/events`,
  'the reaction': `^POST .*/${name}/issues/1/reactions`,
  'the status comment': `^POST .*/${name}/issues/1/comments$`,
  'looking what to clone': `^GET .*/${name}.git/info/refs.service=git-upload-pack`,
  'the clone': `^POST .*/${name}.git/git-upload-pack`,
  'storing the tree': `^POST .*/${name}/git/trees$`,
  'making the commit': `^POST .*/${name}/git/commits$`,
  'looking where to push': `^GET .*/${name}.git/info/refs.service=git-receive-pack`,
  'the push': `^POST .*/${name}.git/git-receive-pack`,
  'opening the pull request': `^POST .*/${name}/pulls$`,
  'reading checks': `^GET .*/${name}/commits/.*/check-runs`,
  'reading who we are': '^GET /users/',
  'marking it ready': '^POST /graphql',
  'the last word': `^PATCH .*/${name}/issues/comments/`,
});
const KINDS: FaultKind[] = ['401', '502', 'drop-connection-before', 'drop-after-effect', '403-secondary-limit'];

test('each kind of fault once at every step: still one comment, one commit, one pull request', async () => {
  const armed: [string, ArmedFault][] = [];
  const stories = await Promise.all(
    KINDS.map(async (kind) => {
      const name = `meets-${kind}`;
      const repo = await stage.repository(name, SUM);
      for (const [step, match] of Object.entries(steps(name)))
        armed.push([`${kind} at ${step}`, stage.github.fault({ match, kind })]);
      const issue = stage.issue(repo, `all steps meet ${kind}.`, { agent: fix() });
      issue.addLabel('fettle');
      return { repo, issue };
    }),
  );
  for (const { repo, issue } of stories) await oneOfEach(repo, issue);
  expect(armed.filter(([, it]) => it.hits !== 1).map(([step]) => step)).toEqual([]);
}, 600_000);

test('a token that ends in the middle of a run is replaced', async () => {
  const repo = await stage.repository('expired', SUM, { private: true });
  const issue = stage.issue(repo, 'outlives its token', {
    agent: [
      edit('src/sum.js', 'a - b', 'a + b'),
      () => {
        stage.github.expireTokens();
        stage.github.fault({ match: /access_tokens$/, kind: '502', times: 2 });
        return say('It adds now.');
      },
    ],
  });
  issue.addLabel('fettle');
  await oneOfEach(repo, issue);
});

test('where drafts are refused, a label stands for the draft', async () => {
  const repo = await stage.repository('no-drafts', SUM, {
    ci: { jobs: [{ name: 'test', run: 'true' }], startsAfterMs: 2_000 },
  });
  repo.refuseDrafts();
  const issue = stage.issue(repo, 'no drafts here', { agent: fix() });
  issue.addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  expect(pr.draft).toBe(false);
  await stage.until(() => pr.labels.includes('fettle:in-progress'), 'the label that stands for a draft');
  await stage.until(() => !pr.labels.includes('fettle:in-progress'), 'the label to be taken off');
  await oneOfEach(repo, issue);
});

test('a push that GitHub refuses for good ends the run, and is said', async () => {
  const repo = await stage.repository('refused', SUM);
  const issue = stage.issue(repo, 'may not be pushed', { agent: fix() });
  repo.protect('fettle/1-may-not-be-pushed');
  issue.addLabel('fettle');
  expect(await stage.ended(issue, 'no_pr{infra}')).toContain('refused the push');
  await stage.until(() => issue.labels.includes('fettle:needs-human'), 'the label for a person');
  expect(await repo.branches()).toEqual(['main']);
});

test('a GitHub that is gone for good ends a run, after a while and not after for ever', async () => {
  const database = await freshDatabase();
  try {
    const store = runStore(database);
    let now = Date.now();
    const started = now;
    const clock = { now: () => now, sleep: async (ms: number) => void (now += ms) };
    const gone = 'http://127.0.0.1:9';
    const github = gitHubApp(
      { ...APP, privateKey: stage.github.privateKey, webUrl: gone, apiUrl: `${gone}/api/v3` },
      { clock },
    );
    const redact = createRedactor([]);
    const parts = {
      store,
      github,
      redact,
      log: silent,
      now: clock.now,
      cancels: new CancelWatch(store),
      notices: { notify: () => Promise.resolve() },
      status: new StatusBoard({ store, github, redact, log: silent, now: clock.now }),
      sandboxes: { check: async () => ({ status: 'ready' }) },
      mirrors: { open: async () => Promise.reject(new Error('Could not resolve host')) },
      queue: { look: async (_id: string, afterMs = 0) => void (now += afterMs) },
      settings: { label: 'fettle' },
    } as unknown as RunParts;
    const { run } = await store.create({
      repo: { owner: 'acme', name: 'gone', installationId: 1 },
      issue: 1,
      branch: () => 'fettle/1-gone',
      trigger: { kind: 'label', key: 'gone' },
      task: makeTask({ title: 'T', body: '', comments: [], request: null, requestedBy: 'maria', requestedAt: '' }),
    });

    let looks = 0;
    while ((await store.get(run.id))?.state !== 'ended' && looks < 50) {
      await lookAtRun(run.id, parts, new AbortController().signal);
      looks += 1;
    }
    expect((await store.get(run.id))?.outcome).toMatchObject({ kind: 'no_pr', reason: 'infra' });
    expect(looks).toBeLessThan(10);
    expect(now - started).toBeLessThan(2 * 3_600_000);
  } finally {
    await database.close();
  }
});
