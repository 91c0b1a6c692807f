import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readTask } from '../../src/evals/tasks/read-task.ts';

const FETTLE = resolve(import.meta.dirname, '../../bin/fettle.mjs');

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fettle-import-test-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const fettle = (...args: string[]): Promise<{ code: number; out: string; errors: string }> =>
  new Promise((done) => {
    execFile(process.execPath, [FETTLE, 'eval', ...args], { cwd: dir }, (error, out, errors) =>
      done({ code: error === null ? 0 : Number(error.code), out, errors }),
    );
  });
function write(path: string, content: string): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), content);
}
const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: join(dir, 'clones/acme/sums') })
    .toString()
    .trim();

/** A clone with one commit, and patches against it. */
function acme(): { commit: string; patch: string; test_patch: string } {
  write('clones/acme/sums/sums.py', 'def add(a, b):\n    return a - b\n');
  write('clones/acme/sums/test_sums.py', 'import sums\n');
  write('clones/acme/sums/run.sh', '#!/bin/sh\n');
  git('init', '--quiet', '-b', 'main');
  symlinkSync('/etc/passwd', join(dir, 'clones/acme/sums/link'));
  git('add', '.');
  git('update-index', '--chmod=+x', 'run.sh');
  git('commit', '--quiet', '-m', 'base');
  const diffOf = (path: string, content: string) => {
    write(`clones/acme/sums/${path}`, content);
    git('add', '-N', '.');
    const diff = git('diff', '--', path);
    git('checkout', '--quiet', '--', '.');
    return `${diff}\n`;
  };
  const patch = diffOf('sums.py', 'def add(a, b):\n    return a + b\n');
  const test_patch = diffOf('test_sums.py', 'import sums\n\ndef test_add():\n    assert sums.add(1, 2) == 3\n');
  return { commit: git('rev-parse', 'HEAD'), patch, test_patch };
}

const sweBench = ({ commit, patch, test_patch }: ReturnType<typeof acme>) => ({
  instance_id: 'acme__sums-7',
  repo: 'acme/sums',
  base_commit: commit,
  problem_statement: 'add(1, 2) gives -1.',
  hints_text: 'never shown',
  patch,
  test_patch,
  version: '1.0',
  created_at: '2025-03-04T05:06:07Z',
  FAIL_TO_PASS: '["test_sums.py::test_add"]',
  PASS_TO_PASS: '[]',
});
const lines = (...values: unknown[]) =>
  values.map((it) => `${typeof it === 'string' ? it : JSON.stringify(it)}\n`).join('');

describe('SWE-bench', () => {
  test('gives tasks with the work tree of a local clone, hidden tests apart from it', async () => {
    write('swe.jsonl', lines(sweBench(acme())));
    const { code, out } = await fettle('import', 'swe-bench', 'swe.jsonl', '--out', 'tasks', '--repos', 'clones');
    expect({ code, out }).toEqual({ code: 0, out: '1 imported into tasks, 0 not.\n' });
    const task = await readTask(join(dir, 'tasks/acme__sums-7'));
    expect(task.repo?.map(({ path, executable }) => [path, executable])).toEqual([
      ['run.sh', true],
      ['sums.py', false],
      ['test_sums.py', false],
    ]);
    expect(task.meta).toMatchObject({
      created: '2025-03-04',
      languages: ['python'],
      min_edit_lines: 2,
      cluster: 'acme/sums',
    });
    expect(task.instruction).toBe('add(1, 2) gives -1.\n');
    expect(task.tests.map(({ path }) => path)).toContain('tree/test_sums.py');

    // Laid out as a trial does, the hidden tests fail on base and pass with the gold change.
    const tree = join(dir, 'tasks/acme__sums-7/environment/repo');
    const passes = () => {
      const script = readFileSync(join(dir, 'tasks/acme__sums-7/tests/test.sh'), 'utf8')
        .replaceAll('/tests/', `${join(dir, 'tasks/acme__sums-7/tests')}/`)
        .replaceAll('/logs/verifier', join(dir, 'logs'))
        .replace(
          'python3 -m pytest -q "${ids[@]}"',
          `grep -q 'add(1, 2) == 3' test_sums.py && grep -q 'a + b' sums.py`,
        );
      execFileSync('bash', ['-c', script], { cwd: tree, stdio: 'pipe' });
      return readFileSync(join(dir, 'logs/reward.txt'), 'utf8').trim();
    };
    expect(passes()).toBe('0');
    execFileSync('git', ['apply', '../../solution/gold.patch'], { cwd: tree });
    expect(passes()).toBe('1');
  });

  test('names each bad line by its number and imports the good ones', async () => {
    const good = sweBench(acme());
    write(
      'swe.jsonl',
      lines(
        '{"instance_id": ',
        { ...good, instance_id: '../../evil' },
        '',
        { ...good, base_commit: 'main' },
        good,
        { ...good, instance_id: 'twice', FAIL_TO_PASS: '[]' },
        good,
        { ...good, instance_id: 'other', base_commit: 'a'.repeat(40) },
        { ...good, instance_id: 'torn', patch: good.patch.replaceAll('a - b', 'a * b') },
      ),
    );
    const { code, out, errors } = await fettle(
      'import',
      'swe-bench',
      'swe.jsonl',
      '--out',
      'tasks',
      '--repos',
      'clones',
    );
    expect({ code, out }).toEqual({ code: 1, out: '1 imported into tasks, 7 not.\n' });
    expect(errors.trim().split('\n')).toEqual([
      'swe.jsonl, line 1: this is no JSON',
      expect.stringMatching(/^swe\.jsonl, line 2: instance_id: must be letters/),
      'swe.jsonl, line 4: base_commit: must be a full commit id',
      'swe.jsonl, line 6: it names no test that fails on base and must pass',
      expect.stringMatching(/^swe\.jsonl, line 7: .*acme__sums-7 is there already/),
      expect.stringMatching(/^swe\.jsonl, line 8: the clone .* has no commit aaaa/),
      expect.stringMatching(/^swe\.jsonl, line 9: its gold patch does not apply/),
    ]);
    expect(existsSync(join(dir, 'tasks/.importing'))).toBe(false);
  });

  test('without a clone names the repository, and says what a run still needs', async () => {
    write('swe.jsonl', lines(sweBench(acme())));
    const { code, out } = await fettle('import', 'swe-bench', 'swe.jsonl', '--out', 'tasks');
    expect(code).toBe(0);
    expect(out).toContain(
      '1 of them without a work tree (acme__sums-7): `fettle eval run` needs it in environment/repo',
    );
    const task = await readTask(join(dir, 'tasks/acme__sums-7'));
    expect(task.repo).toBeNull();
    expect(task.meta.repo?.url).toBe('https://github.com/acme/sums');
  });
});

test('Multi-SWE-bench gives tasks that ask what the resolved issues say', async () => {
  const { commit, patch, test_patch } = acme();
  const instance = {
    org: 'acme',
    repo: 'sums',
    number: 12,
    state: 'closed',
    title: 'Fix add',
    body: 'Fixes #3, which tells how.',
    base: { label: 'acme:main', ref: 'main', sha: commit },
    resolved_issues: [{ number: 3, title: 'add is wrong', body: 'add(1, 2) gives -1.' }],
    fix_patch: patch,
    test_patch,
    f2p_tests: { 'test_sums.py::test_add': { run: 'FAIL', test: 'FAIL', fix: 'PASS' } },
    n2p_tests: { 'test_sums.py::test_more': {} },
    p2p_tests: { 'test_sums.py::test_old': {} },
    s2p_tests: {},
  };
  write('multi.jsonl', lines(instance, { ...instance, org: '..' }));
  const args = ['multi.jsonl', '--out', 'tasks', '--repos', 'clones', '--test-command', 'check {tests}'];
  const { code, errors } = await fettle('import', 'multi-swe-bench', ...args);
  expect({ code, errors }).toEqual({ code: 1, errors: expect.stringMatching(/^multi\.jsonl, line 2: org: must be/) });
  const task = await readTask(join(dir, 'tasks/acme__sums-12'));
  expect(task.instruction).toBe('add is wrong\n\nadd(1, 2) gives -1.\n');
  expect(task.meta).toMatchObject({
    created: null,
    fail_to_pass: ['test_sums.py::test_add', 'test_sums.py::test_more'],
  });
  expect(readFileSync(join(task.dir, 'tests/test.sh'), 'utf8')).toContain('if check "${ids[@]}"; then');
  expect(readFileSync(join(task.dir, 'tests/ids.txt'), 'utf8').split('\n')).toHaveLength(4);
});

describe('Harbor', () => {
  const TOML =
    'version = "1.0"\n[metadata]\ncategory = "programming"\n[agent]\ntimeout_sec = 30.0\n[environment]\ncpus = 2\n';

  test("gives the same task with our settings beside Harbor's, where there is a work tree", async () => {
    for (const id of ['hello', 'built']) {
      write(`harbor/${id}/task.toml`, TOML);
      write(`harbor/${id}/instruction.md`, 'Say hello.\n');
      write(`harbor/${id}/environment/Dockerfile`, 'FROM debian\n');
      write(`harbor/${id}/tests/test.sh`, 'echo 1 > /logs/verifier/reward.txt\n');
    }
    write('trees/hello/src/hello.sh', 'echo\n');
    const { code, errors } = await fettle('import', 'harbor', 'harbor', '--out', 'tasks', '--repos', 'trees');
    expect(code).toBe(1);
    expect(errors).toMatch(/^harbor\/built: its work tree is made by a Dockerfile/);
    const task = await readTask(join(dir, 'tasks/hello'));
    expect(task).toMatchObject({ agentTimeoutMs: 30_000, meta: { prompt_kind: 'other', cluster: 'hello' } });
    expect(task.repo?.map(({ path }) => path)).toEqual(['src/hello.sh']);
    expect(readFileSync(join(task.dir, 'task.toml'), 'utf8')).toMatch(/category = "programming"[^]*cpus = 2/);
    // What was imported can be imported: the same task comes out.
    expect((await fettle('import', 'harbor', 'tasks/hello', '--out', 'again')).code).toBe(0);
    expect((await readTask(join(dir, 'again/hello'))).hash).toBe(task.hash);
  });
});

describe('mini-swe-agent', () => {
  const trajectory = {
    trajectory_format: 'mini-swe-agent-1.1',
    info: {
      model_stats: { instance_cost: 0.05, api_calls: 2 },
      config: { model: { model_name: 'some/model' } },
      mini_version: '2.0.0',
      exit_status: 'Submitted',
      submission: 'diff',
    },
    messages: [
      { role: 'system', content: 'You are an agent.' },
      { role: 'user', content: [{ type: 'text', text: 'Fix it.' }] },
      {
        role: 'assistant',
        content: 'I look.',
        extra: { actions: [{ command: 'ls' }], cost: 0.01, timestamp: 1_700_000_000 },
      },
      { role: 'user', content: '<output>a.py</output>', extra: { returncode: 0 } },
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ id: 'c1', function: { name: 'bash', arguments: '{"command":"id"}' } }],
      },
      { role: 'tool', tool_call_id: 'c1', content: 'root', extra: { returncode: 0 } },
      { role: 'exit', content: '', extra: { exit_status: 'Submitted', submission: 'diff' } },
    ],
  };

  test('gives a trajectory of ATIF with each command and what it printed', async () => {
    write('run.traj.json', JSON.stringify(trajectory));
    expect(await fettle('import', 'mini-swe', 'run.traj.json', '--out', 'out')).toMatchObject({ code: 0 });
    const { steps, agent, final_metrics } = JSON.parse(readFileSync(join(dir, 'out/run.atif.json'), 'utf8'));
    expect(steps.map(({ source }: { source: string }) => source)).toEqual([
      'system',
      'user',
      'agent',
      'agent',
      'system',
    ]);
    expect(steps[2]).toMatchObject({
      timestamp: '2023-11-14T22:13:20.000Z',
      tool_calls: [{ function_name: 'bash', arguments: { command: 'ls' } }],
      observation: { results: [{ source_call_id: 'action_1', content: '<output>a.py</output>' }] },
    });
    expect(steps[3]).toMatchObject({ observation: { results: [{ source_call_id: 'c1', content: 'root' }] } });
    expect(agent).toMatchObject({ version: '2.0.0', model_name: 'some/model' });
    expect(final_metrics).toEqual({ total_cost_usd: 0.05, total_steps: 5 });
  });

  test('of another version is refused', async () => {
    write('run.traj.json', JSON.stringify({ ...trajectory, trajectory_format: 'mini-swe-agent-1' }));
    const { code, errors } = await fettle('import', 'mini-swe', 'run.traj.json', '--out', 'out');
    expect({ code, errors }).toEqual({ code: 1, errors: expect.stringContaining('other versions are not read') });
  });
});

test('a call that is wrong says what to do', async () => {
  write('empty.jsonl', '');
  for (const [args, message] of [
    [[], 'Say which format'],
    [['swe-bench', 'empty.jsonl'], 'Say where to'],
    [['swe-bench', 'no.jsonl', '--out', 'o'], 'There is no no.jsonl'],
    [['swe-bench', 'empty.jsonl', '--out', 'o'], 'is empty'],
    [['harbor', '.', '--out', 'o'], 'There is no task in'],
  ] as const) {
    const { code, errors } = await fettle('import', ...args);
    expect({ code, errors }).toEqual({ code: 2, errors: expect.stringContaining(message) });
  }
});
