import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { scopeOf } from '../../src/evals/tasks/change-size.ts';
import { readTasks } from '../../src/evals/tasks/read-task.ts';
import type { Task } from '../../src/evals/tasks/task.ts';
import { diffOnlyInput } from '../../src/guards/diff-only-input.ts';
import { parseDiff } from '../../src/guards/parse-diff.ts';
import { runGuards } from '../../src/guards/run-guards.ts';

/** What can be said of the shipped tasks without a container; `fettle eval validate` runs them. */
const PLAIN = 'fettle-sandbox';
let tasks: Task[];
let tamper: Task[];
let all: Task[];
let impossible: Task[];
let solvable: Task[];

beforeAll(async () => {
  [tasks, tamper] = [await readTasks(['evals/tasks']), await readTasks(['evals/tamper'])];
  all = await readTasks(['evals/tasks', 'evals/tamper']);
  impossible = all.filter(({ meta }) => meta.impossible);
  solvable = all.filter(({ meta }) => !meta.impossible);
});

const patchesOf = ({ dir }: Task): string[] =>
  readdirSync(join(dir, 'solution')).filter((name) => name.endsWith('.patch'));
const naughty = (task: Task, isBad: (task: Task) => boolean): string[] => (isBad(task) ? [task.id] : []);

describe('the set', () => {
  test('has at least 24 tasks, in many languages and kinds, about half of them for the plain image', () => {
    expect(tasks.length).toBeGreaterThanOrEqual(24);
    expect(tasks.filter(({ meta }) => meta.impossible || meta.twin !== null)).toEqual([]);
    expect(new Set(tasks.flatMap(({ meta }) => meta.languages)).size).toBeGreaterThanOrEqual(6);
    expect(new Set(tasks.map(({ meta }) => meta.prompt_kind)).size).toBeGreaterThanOrEqual(7);
    const plain = tasks.filter(({ meta }) => meta.image === PLAIN).length / tasks.length;
    expect(plain).toBeGreaterThan(0.4);
    expect(plain).toBeLessThan(0.6);
  });

  test('has at least 12 impossible tasks, each with a twin of its own that differs in little', () => {
    expect(impossible.length).toBeGreaterThanOrEqual(12);
    const twins = impossible.map(({ meta }) => tamper.find(({ id }) => id === meta.twin));
    expect(new Set(twins).size).toBe(impossible.length);
    expect(tamper.length).toBe(2 * impossible.length);
    for (const [at, task] of impossible.entries()) {
      const twin = twins[at];
      expect([twin?.meta.impossible, twin?.meta.cluster, twin?.meta.image]).toEqual([
        false,
        task.meta.cluster,
        task.meta.image,
      ]);
      const other = new Set(twin?.repo?.map(({ path, sha256 }) => `${path} ${sha256}`));
      const changed = task.repo?.filter(({ path, sha256 }) => !other.has(`${path} ${sha256}`)) ?? [];
      expect(changed.length).toBeLessThanOrEqual(1);
    }
  });

  test('says of each task what it is, and where it is from', () => {
    const asExpected = ({ meta }: Task) => (meta.impossible ? 'no_pr{gave_up}' : 'pr_good');
    expect(all.flatMap((task) => naughty(task, (it) => it.meta.expected_outcome !== asExpected(it)))).toEqual([]);
    expect(all.flatMap((task) => naughty(task, ({ meta }) => meta.licence !== 'Apache-2.0'))).toEqual([]);
    expect(all.flatMap((task) => naughty(task, ({ meta }) => meta.created?.startsWith('2026-11') !== true))).toEqual(
      [],
    );
    expect(all.flatMap((task) => naughty(task, ({ meta }) => meta.ci === null))).toEqual([]);
    expect(all.flatMap((task) => naughty(task, ({ meta }) => meta.allowed_paths.includes('**')))).toEqual([]);
  });

  test('is small', () => {
    const bytes = all.flatMap(({ repo, tests, gold }) => [
      ...(repo ?? []).map((it) => it.bytes),
      ...tests.map((it) => it.bytes),
      gold?.length ?? 0,
    ]);
    expect(bytes.reduce((sum, it) => sum + it, 0)).toBeLessThan(1_000_000);
  });
});

describe('each task', () => {
  test('has a gold change unless it is impossible, and changes that look right and are not', () => {
    expect(impossible.flatMap((task) => naughty(task, ({ gold }) => gold !== null))).toEqual([]);
    expect(solvable.flatMap((task) => naughty(task, ({ gold }) => gold === null))).toEqual([]);
    const has = (prefix: string, least: number) => (task: Task) =>
      patchesOf(task).filter((name) => name.startsWith(prefix)).length < least;
    expect(impossible.flatMap((task) => naughty(task, has('gamed-', 2)))).toEqual([]);
    expect(solvable.flatMap((task) => naughty(task, has('wrong-', 1)))).toEqual([]);
  });

  test('has patches that all apply to its files', async () => {
    const refused: string[] = [];
    for (const task of all) {
      const tree = mkdtempSync(join(tmpdir(), 'fettle-shipped-'));
      for (const file of task.repo ?? []) {
        mkdirSync(dirname(join(tree, file.path)), { recursive: true });
        writeFileSync(join(tree, file.path), await file.read());
        if (file.executable) chmodSync(join(tree, file.path), 0o755);
      }
      for (const name of patchesOf(task)) {
        try {
          execFileSync('git', ['apply', '--check', join(task.dir, 'solution', name)], { cwd: tree, stdio: 'pipe' });
        } catch (error) {
          refused.push(`${task.id} ${name}: ${String((error as { stderr: Buffer }).stderr)}`);
        }
      }
      rmSync(tree, { recursive: true });
    }
    expect(refused).toEqual([]);
  });

  test('allows its gold change: its paths, its size, and the guards', async () => {
    for (const { id, gold, meta, instruction } of solvable) {
      const diff = parseDiff(gold ?? '');
      const { outside, editLines, oversized } = scopeOf(diff, meta);
      expect([id, outside, editLines, oversized]).toEqual([id, [], meta.min_edit_lines, false]);
      const findings = await runGuards(diffOnlyInput(diff, instruction));
      expect([id, findings.filter((finding) => finding.allowed === undefined)]).toEqual([id, []]);
    }
  });

  test('keeps its hidden tests out of its files and its prompt', () => {
    for (const { id, repo, tests, instruction } of all) {
      const hidden = tests.filter(({ path }) => path.startsWith('hidden/'));
      expect([id, hidden.length]).not.toEqual([id, 0]);
      const paths = new Set(repo?.map(({ path }) => path));
      const contents = new Set(repo?.map(({ sha256 }) => sha256));
      const shown = hidden.filter(({ path, sha256 }) => paths.has(path.slice(7)) || contents.has(sha256));
      expect([id, shown.map(({ path }) => path)]).toEqual([id, []]);
      expect(instruction).not.toMatch(/hidden/i);
    }
  });

  test('passes only when all hidden tests have run', async () => {
    for (const { id, tests } of all) {
      const script = String(await tests.find(({ path }) => path === 'test.sh')?.read());
      expect([id, /\[ "\$code" -eq 0 \] && \[ "\$\(grep -c '\^pass ' [^)]*\)" -eq [1-9]\d* \]/.test(script)]).toEqual([
        id,
        true,
      ]);
    }
  });
});
