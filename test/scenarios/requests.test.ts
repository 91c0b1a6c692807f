import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Comment } from '../support/github/state/rows.ts';
import type { IssueStory } from '../support/github/stories/issue.ts';
import { bash, cannotDo, edit, request, type SeenRequest, say, type Step } from '../support/model/script.ts';
import { Stage } from '../support/stage.ts';

const SUM = {
  '.github/fettle.yml': 'verifiers: [{ name: shape, run: "grep -q \'export const sum\' src/sum.js" }]\n',
  'src/sum.js': 'export const sum = (a, b) => a - b;\n',
};
const CHANGE: Step[] = [edit('src/sum.js', 'a - b', 'a + b'), say('It adds now.')];
const GREEN = { jobs: [{ name: 'test', results: ['success' as const] }] };
const OPEN = '- [ ] Allow it <!-- fettle:allow -->';

jest.setTimeout(600_000);
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({
    FETTLE_RECONCILE_SECONDS: '2',
    FETTLE_SANDBOX_IMAGES: 'with-ruby=fettle-sandbox,with-perl=fettle-sandbox',
    FETTLE_REQUESTS: 'tool:perl=allow,platform:*=deny',
  });
});
afterAll(async () => {
  const { surprises } = stage;
  await stage.close();
  expect(surprises).toEqual([]);
});

const question = (issue: IssueStory): Promise<Comment> =>
  stage.until(() => issue.appComments.find(({ body }) => body.includes(OPEN)) as Comment, 'the question');
const lastSeen = (issue: IssueStory) => JSON.stringify(stage.asked(issue, 'agent').at(-1)?.body.messages.at(-1));

test.concurrent('what the settings allow is given at once, and the pull request names it', async () => {
  const repo = await stage.repository('allowed', SUM, { ci: GREEN });
  const issue = stage.issue(repo, 'sum must add, with perl', { agent: [request('tool', 'perl'), ...CHANGE] });
  issue.addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  expect(pr.body).toContain("tool `perl`, by the operator's settings");
  expect(issue.appComments.some(({ body }) => body.includes('fettle:ask='))).toBe(false);
});

test.concurrent('a person allows it by a command, and the agent goes on where it stood', async () => {
  const repo = await stage.repository('commanded', SUM, { ci: GREEN });
  const issue = stage.issue(repo, 'sum must add, with ruby', {
    agent: [edit('src/sum.js', 'a - b', 'a + b'), request('tool', 'ruby'), say('It adds now.')],
  });
  issue.addLabel('fettle');
  await question(issue);
  issue.comment('/fettle allow', 'otto');
  await stage.quiet();
  expect(stage.asked(issue, 'agent')).toHaveLength(2);

  issue.comment('/fettle allow for this once');
  const pr = await stage.pullRequest(repo);
  expect(await pr.diff()).toContain('+export const sum = (a, b) => a + b;');
  expect(pr.body).toContain('tool `ruby`, by `maria`');
  expect(lastSeen(issue)).toContain('for this once');
  expect(issue.appComments.find(({ body }) => body.includes('fettle:ask='))?.body).toContain('Allowed by `maria`');
});

test.concurrent('a tick in our comment answers too, but not by just anybody', async () => {
  const repo = await stage.repository('ticked', SUM, { ci: GREEN });
  const issue = stage.issue(repo, 'sum must add, by a tick', { agent: [request('tool', 'ruby'), ...CHANGE] });
  issue.addLabel('fettle');
  const asked = await question(issue);
  issue.editComment(asked, asked.body.replace('[ ] Allow', '[x] Allow'), 'otto');
  await stage.until(() => asked.body.includes('The tick by `otto` was undone'), 'the tick to be undone');
  expect(asked.body).toContain(OPEN);
  expect(repo.pullRequests).toEqual([]);

  issue.editComment(asked, asked.body.replace('[ ] Allow', '[x] Allow'));
  await stage.pullRequest(repo);
  expect(asked.body).toContain('Allowed by `maria`');
});

test.concurrent('a no is told to the agent, which goes on without it', async () => {
  const repo = await stage.repository('denied', SUM, { ci: GREEN });
  const issue = stage.issue(repo, 'sum must add, without ruby', { agent: [request('tool', 'ruby'), ...CHANGE] });
  issue.addLabel('fettle');
  await question(issue);
  issue.comment('/fettle deny: plain JavaScript will do');
  const pr = await stage.pullRequest(repo);
  expect(pr.body).not.toContain('What was granted');
  expect(JSON.stringify(stage.asked(issue, 'agent')[1]?.body.messages)).toContain('plain JavaScript will do');
});

test.concurrent('what can not be had ends the run as blocked, with exactly what is missing', async () => {
  const repo = await stage.repository('blocked', SUM, { ci: GREEN });
  const issue = stage.issue(repo, 'sum must run on a mainframe', {
    agent: [request('service', 'db2:11'), request('platform', 'perl'), cannotDo('there is no database')],
  });
  issue.addLabel('fettle');
  const said = await stage.ended(issue, 'no_pr{blocked}');
  expect(said).toContain('service "db2:11": not to be had here');
  expect(said).toContain('FETTLE_SERVICE_IMAGES');
  expect(said).toContain('platform "perl": refused by the settings');
  expect(said).toContain('there is no database');
});

test.concurrent('a repository can only be stricter than the operator', async () => {
  const rules = 'requests: [{ name: perl, answer: deny }, { kind: platform, answer: allow }]\n';
  const repo = await stage.repository('stricter', { ...SUM, '.github/fettle.yml': SUM['.github/fettle.yml'] + rules });
  const issue = stage.issue(repo, 'sum must add, strictly', {
    agent: [request('tool', 'perl'), request('platform', 'ruby'), cannotDo('neither is there')],
  });
  issue.addLabel('fettle');
  const said = await stage.ended(issue, 'no_pr{blocked}');
  expect(said).toContain('tool "perl": refused by the settings');
  expect(said).toContain('platform "ruby": refused by the settings');
});

test.concurrent('taking the label off ends a run that waits for an answer', async () => {
  const repo = await stage.repository('given-up', SUM, { ci: GREEN });
  const issue = stage.issue(repo, 'sum must add, or not', { agent: [request('tool', 'ruby'), ...CHANGE] });
  issue.addLabel('fettle');
  await question(issue);
  issue.removeLabel('fettle');
  await stage.ended(issue, 'no_pr{cancelled}');
  expect(stage.asked(issue, 'agent')).toHaveLength(1);
});

test.concurrent('a task for workflow files ends as blocked, with its patch', async () => {
  const repo = await stage.repository('ci-task', { ...SUM, '.github/workflows/ci.yml': 'on: push\njobs: {}\n' });
  const issue = stage.issue(repo, 'Change .github/workflows/ci.yml to run on pull requests too', {
    agent: [edit('.github/workflows/ci.yml', 'on: push', 'on: [push, pull_request]'), say('It runs on both.')],
  });
  issue.addLabel('fettle');
  const said = await stage.ended(issue, 'no_pr{blocked}');
  expect(said).toContain('workflows: write');
  expect(said).toContain('+on: [push, pull_request]');
  expect(await repo.branches()).toEqual(['main']);
});

test.concurrent('a task for workflow files is done where the owner grants the permission', async () => {
  const { permissions } = stage.github.world;
  stage.github.grant('trusting', { ...permissions, workflows: 'write' });
  const files = { ...SUM, '.github/workflows/ci.yml': 'on: push\njobs: {}\n' };
  const repo = await stage.github.repository('trusting/ci-task', { files, labels: ['fettle'], ci: GREEN });
  const issue = stage.issue(repo, 'Change .github/workflows/ci.yml to run on pull requests as well', {
    agent: [edit('.github/workflows/ci.yml', 'on: push', 'on: [push, pull_request]'), say('It runs on both.')],
  });
  issue.addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  expect(await pr.diff()).toContain('+on: [push, pull_request]');
  const { world } = stage.github;
  const wrote = [...world.tokens.values()].filter(({ permissions: it }) => it.workflows === 'write');
  expect(wrote.map(({ installation, permissions: it }) => [installation.owner.login, it])).toEqual([
    ['trusting', { contents: 'write', metadata: 'read', workflows: 'write' }],
  ]);
});

/** An install that asks for a host that nobody named, and is content without. */
const PING = 'npm ping --fetch-retries=0 --registry=https://telemetry.example/';
const ASKS = `${PING} > node_modules/said 2>&1 || true`;
const MANIFEST = { name: 'curious', version: '1.0.0', dependencies: { local: 'file:local' } };
const CURIOUS = {
  '.github/fettle.yml': 'install: { scripts: true }\n',
  'src/sum.js': SUM['src/sum.js'],
  'package.json': JSON.stringify({ ...MANIFEST, scripts: { postinstall: ASKS, test: 'grep -q "a + b" src/sum.js' } }),
  'local/package.json': JSON.stringify({ name: 'local', version: '1.0.0' }),
  'package-lock.json': JSON.stringify({
    name: 'curious',
    version: '1.0.0',
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': { ...MANIFEST, hasInstallScript: true },
      local: { version: '1.0.0' },
      'node_modules/local': { resolved: 'local', link: true },
    },
  }),
};
const REFUSED = 'he install asked for telemetry.example:443, which is not allowed';

test.concurrent('a host that an install was refused stands in the timeline and in the pull request', async () => {
  const repo = await stage.repository('curious', CURIOUS, { ci: GREEN });
  const issue = stage.issue(repo, 'sum must add, with a curious install', { agent: CHANGE });
  issue.addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  expect(pr.body).toContain(REFUSED);
  const timeline = await stage.query<{ text: string; data: unknown }>(
    `SELECT text, data FROM fettle.run_event JOIN fettle.run ON run.id = run_id WHERE name = 'curious'`,
  );
  expect(timeline.map(({ text }) => text)).toContain(`Dependencies: t${REFUSED}`);
});

test.concurrent('a granted host is open to the next install, and to nothing else', async () => {
  const repo = await stage.repository('granted-host', CURIOUS, { ci: GREEN });
  const issue = stage.issue(repo, 'sum must add, with telemetry', {
    agent: [
      bash('cat node_modules/said'),
      request('host', 'telemetry.example'),
      bash(`cat node_modules/said; ${PING}; env | grep -i proxy`),
      ...CHANGE,
    ],
  });
  issue.addLabel('fettle');
  await question(issue);
  issue.comment('/fettle allow');
  const pr = await stage.pullRequest(repo);
  const told = stage.asked(issue, 'agent').map(({ body }) => JSON.stringify(body.messages.at(-1)));
  expect(told[1]).toMatch(/403/);
  // The proxy lets it through, and a name that does not exist is then the end of it; the sandbox has no proxy at all.
  expect(told[3]).toMatch(/E502[^]*EAI_AGAIN/);
  expect(told[3]).not.toMatch(/_proxy/i);
  expect(pr.body).toContain('host `telemetry.example`, by `maria`');
  expect(pr.body).not.toContain(REFUSED);
});

test('a run that waits outlives its worker', async () => {
  const repo = await stage.repository('killed', SUM, { ci: GREEN });
  const seen: SeenRequest[] = [];
  const lines: Step[] = [
    edit('src/sum.js', 'a - b', 'a + b'),
    request('tool', 'ruby'),
    (it) => {
      seen.push(it);
      return say('It adds now.');
    },
  ];
  const issue = stage.issue(repo, 'sum must add, after a crash', { agent: lines });
  issue.addLabel('fettle');
  await question(issue);
  await stage.killApp();
  issue.comment('/fettle allow');
  await stage.startApp();
  const pr = await stage.pullRequest(repo);
  expect(await pr.diff()).toContain('+export const sum = (a, b) => a + b;');
  expect(seen).toHaveLength(1);
});

test('where nothing waits for an answer, a task that begins like one is a task', async () => {
  const repo = await stage.repository('told-to-allow', SUM, { ci: GREEN });
  const issue = stage.issue(repo, 'sum must add when told', { agent: CHANGE });
  issue.comment('/fettle allow callers to add');
  const pr = await stage.pullRequest(repo);
  expect(await pr.diff()).toContain('+export const sum = (a, b) => a + b;');
  expect(JSON.stringify(stage.asked(issue, 'agent')[0]?.body.messages)).toContain('allow callers to add');
});
