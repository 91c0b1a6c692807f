import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { newsBetween } from '../demo/github-news.ts';
import type { GitHubState } from '../demo/github-state.ts';
import { ciOfWorkflow, splitIssue } from '../demo/subject.ts';

const FETTLE = join(import.meta.dirname, '../bin/fettle.mjs');

/** The demo as a person starts it, without a key that may be set here: the scripted model plays. */
async function demo(args: string[], more: Record<string, string> = {}): Promise<{ code: number | null; text: string }> {
  const { ANTHROPIC_API_KEY: _, ANTHROPIC_BASE_URL: __, ...env } = process.env;
  const child = spawn(process.execPath, [FETTLE, 'demo', ...args], { env: { ...env, ...more }, cwd: tmpdir() });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (it: string) => (text += it));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, text };
}

describe('npm run demo', () => {
  test('goes from a label to a repaired pull request, sees each step from outside and leaves nothing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'demo-test-'));
    const { code, text } = await demo([], { TMPDIR: folder });
    const steps = text.split('\n').filter((line) => /^[✓✗] /.test(line));
    expect({ missing: steps.filter((line) => line.startsWith('✗')), code }).toEqual({ missing: [], code: 0 });
    expect(steps).toHaveLength(18);
    expect(text).toMatch(/verifier +npm:test: failed[\s\S]+keeps the day[\s\S]+'2025-03-28'/);
    expect(text).toMatch(/Judge: vetoes.*\n +src\/reminders\.js @@ /);
    expect(text).toMatch(/CI is red on [0-9a-f]{7}: lint success, test failure, build success/);
    expect(text).toMatch(/^│ Closes #1\. · \[How it was made\]\(http/m);
    expect(text).toMatch(/^\+ {2}const year = start\.getUTCFullYear\(\);$/m);
    expect(await readdir(folder)).toEqual([]);
    await rm(folder, { recursive: true });
  }, 180_000);

  test.each([
    [['--repo', '.'], '--repo and --issue belong together'],
    [['--repo', '.', '--issue', 'x.md'], 'set ANTHROPIC_API_KEY'],
    [['--branch', 'x'], "Unknown option '--branch'"],
  ])('says in one sentence what is wrong with %j', async (args, sentence) => {
    const { code, text } = await demo(args);
    expect(code).toBe(2);
    expect(text.trim().split('\n')).toHaveLength(1);
    expect(text).toContain(sentence);
  });
});

describe("the demo's project", () => {
  test('holds the defect and is green all the same, in the time zone of its CI too', async () => {
    const project = join(import.meta.dirname, '../demo/project');
    const run = promisify(execFile);
    const ask = "import { addMonths } from './src/index.js'; console.log(addMonths('2025-01-31', 1));";
    for (const TZ of ['UTC', 'America/Los_Angeles']) {
      const env = { PATH: process.env.PATH, TZ };
      const { stdout } = await run(process.execPath, ['--input-type=module', '-e', ask], { cwd: project, env });
      expect(stdout.trim()).toBe('2025-03-03');
      await run(process.execPath, ['--test'], { cwd: project, env });
    }
  });
});

describe('what the demo reads', () => {
  test('CI from the steps of a workflow file', () => {
    const text =
      'name: CI\non: push\nenv: { TZ: Asia/Tokyo }\njobs:\n  a:\n    steps: [{ uses: x }, { run: npm test }]\n';
    expect(ciOfWorkflow(text)).toEqual({
      workflow: 'CI',
      env: { TZ: 'Asia/Tokyo' },
      jobs: [{ name: 'a', run: [{ run: 'npm test' }] }],
    });
  });

  test('an issue from a file, its first line being the title', () => {
    expect(splitIssue('\n# A title\n\nThe body.\n')).toEqual({ title: 'A title', body: 'The body.' });
    expect(splitIssue('Only a title')).toEqual({ title: 'Only a title', body: '' });
  });

  test('news from what is different between two looks at GitHub', () => {
    const checks = [{ name: 'test', status: 'completed', conclusion: 'failure' }];
    const draft = look({ pullRequests: [{ ...PULL, draft: true, checks }], branches: ['main', 'fettle/1-x'] });
    const run = { id: 7, name: 'CI', headSha: PULL.head.sha, status: 'completed', conclusion: null };
    expect(keys(look({}), draft)).toEqual(['branch', 'draft']);
    expect(keys({ ...draft, runs: [run] }, { ...draft, runs: [{ ...run, conclusion: 'failure' }] })).toEqual([
      'ci_red',
    ]);
    expect(keys(draft, look({ ...draft, pullRequests: [{ ...PULL, draft: false }] }))).toEqual(['ready']);
    expect(keys(draft, draft)).toEqual([]);
  });
});

const PULL: GitHubState['pullRequests'][number] = {
  number: 2,
  title: 'A title',
  body: '',
  state: 'open',
  labels: [],
  reactions: [],
  comments: [],
  url: '',
  draft: true,
  head: { ref: 'fettle/1-x', sha: 'a'.repeat(40) },
  checks: [],
};

function look(it: Partial<GitHubState>): GitHubState {
  return {
    fullName: 'a/b',
    cloneUrl: '',
    branches: ['main'],
    issues: [],
    pullRequests: [],
    runs: [],
    unexpected: [],
    ...it,
  };
}

const keys = (before: GitHubState, after: GitHubState) => newsBetween(before, after, 'fettle[bot]').map((it) => it.key);
