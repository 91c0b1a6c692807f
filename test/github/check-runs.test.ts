import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { gitHubApp } from '../../src/github/app.ts';
import type { CheckReport, GitHub } from '../../src/github/types.ts';
import { readSettings } from '../../src/settings.ts';
import { type GitHubDouble, startGitHub } from '../support/github/github.ts';
import type { RepositoryStory } from '../support/github/stories/repository.ts';

let gh: GitHubDouble;
let repo: RepositoryStory;
let github: GitHub;
let sha: string;

async function open(permissions?: Parameters<typeof startGitHub>[0]): Promise<void> {
  gh = await startGitHub(permissions);
  repo = await gh.repository('acme/widget');
  const clock = { now: () => Date.now(), sleep: () => Promise.resolve() };
  const installationId = gh.world.installationOf(repo.row.owner.login).id;
  const app = gitHubApp(readSettings(gh.env).github(), { clock });
  github = app.for({ owner: 'acme', name: 'widget', installationId });
  sha = (await repo.head()) ?? '';
}

beforeEach(() => open());
afterEach(async () => {
  const { unexpected } = gh;
  await gh.close();
  expect(unexpected).toEqual([]);
});

const notes = (count: number): CheckReport['annotations'] =>
  Array.from({ length: count }, (_, at) => ({
    path: 'README.md',
    from: at + 1,
    to: at + 1,
    level: 'notice',
    title: 'No test ran this',
    message: `line ${at + 1}`,
  }));
const report = (change: Partial<CheckReport> = {}): CheckReport => ({
  name: 'fettle',
  sha,
  externalId: 'run:1',
  conclusion: 'success',
  detailsUrl: 'https://fettle.example/runs/run',
  output: { title: '4 of 4 checks passed', summary: 'all', text: 'more' },
  annotations: notes(0),
  ...change,
});
const own = () => repo.checks(sha).filter((it) => it.suite.app.slug === 'fettle');

test('is made once with all its annotations, and edited from then on', async () => {
  expect(await github.reportCheck(report({ annotations: notes(120) }))).toBe('told');
  expect(await github.reportCheck(report({ annotations: notes(120) }))).toBe('told');
  const output = { title: 'Handed over', summary: 'why', text: '' };
  await github.reportCheck(report({ conclusion: 'neutral', output }));
  expect(own()).toHaveLength(1);
  expect(own()[0]).toMatchObject({
    name: 'fettle',
    status: 'completed',
    conclusion: 'neutral',
    detailsUrl: 'https://fettle.example/runs/run',
    output: { title: 'Handed over', summary: 'why' },
  });
  expect(own()[0]?.output.annotations.map((it) => it.message)).toEqual(notes(120).map((it) => it.message));
});

test('is there once, with each annotation once, whatever is cut off', async () => {
  const faults = [
    gh.fault({ match: /^POST .*\/check-runs$/, kind: 'drop-after-effect' }),
    gh.fault({ match: /^PATCH .*\/check-runs/, kind: 'drop-after-effect' }),
    gh.fault({ match: /^GET .*\/check-runs/, kind: '502' }),
  ];
  expect(await github.reportCheck(report({ annotations: notes(120) }))).toBe('told');
  expect(faults.map((it) => it.hits)).toEqual([1, 1, 1]);
  expect(own()).toHaveLength(1);
  expect(own()[0]?.output.annotations).toHaveLength(120);
});

test('another attempt has one of its own, and neither is read as CI', async () => {
  await github.reportCheck(report());
  await github.reportCheck(report({ externalId: 'run:2' }));
  expect(repo.row.checks).toHaveLength(2);
  expect(await github.ci(sha)).toMatchObject({ checks: [], workflowsPending: false });
});

test('where the permission is missing it says so, and nothing breaks', async () => {
  await gh.close();
  await open({ permissions: { checks: 'read', contents: 'write', metadata: 'read' } });
  expect(await github.reportCheck(report())).toBe('refused');
  expect(own()).toEqual([]);
});
