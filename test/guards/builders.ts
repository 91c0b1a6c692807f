import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseDiff } from '../../src/guards/parse-diff.ts';
import type { GuardInput } from '../../src/guards/types.ts';
import type { TreeChange } from '../../src/sandbox/types.ts';

type Tree = Record<string, string | Buffer>;

const git = (cwd: string, ...args: string[]): string => {
  const config = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'core.autocrlf=false'];
  const result = spawnSync('git', [...config, ...args], { cwd, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`git ${args.join(' ')}: ${result.stderr}`);
  return result.stdout;
};

/** A guard's input for the change from one set of files to another, with the diff as real git makes it. */
export function change(before: Tree, after: Tree, more: Partial<GuardInput> = {}): GuardInput {
  const dir = mkdtempSync(join(tmpdir(), 'fettle-guards-'));
  try {
    git(dir, 'init', '-q');
    const trees = [before, after].map((tree) => {
      git(dir, 'rm', '-rqf', '--ignore-unmatch', '.');
      for (const [path, content] of Object.entries(tree)) {
        mkdirSync(dirname(join(dir, path)), { recursive: true });
        writeFileSync(join(dir, path), content);
      }
      git(dir, 'add', '-Af');
      return git(dir, 'write-tree').trim();
    });
    const [from = '', to = ''] = trees;
    const raw = git(dir, 'diff-tree', '-r', '--raw', '-z', '--no-renames', '--abbrev=40', from, to).split('\0');
    const changes: TreeChange[] = [];
    for (let at = 0; at + 1 < raw.length; at += 2) {
      const [oldMode = '', newMode = '', oldId = '', newId = '', letter = ''] = (raw[at] ?? '').slice(1).split(' ');
      const status = letter === 'A' ? 'added' : letter === 'D' ? 'deleted' : 'modified';
      changes.push({ path: raw[at + 1] ?? '', status, oldMode, newMode, oldId, newId });
    }
    return {
      diff: parseDiff(git(dir, 'diff', '--no-renames', '--no-color', '--full-index', from, to)),
      changes,
      task: 'Make it work.',
      baseGate: [],
      treeGate: [],
      limits: { maxFiles: 100, maxBytes: 1_000_000, protectedPaths: [] },
      layerPaths: ['node_modules'],
      mayPushWorkflows: false,
      read: async (side, path) => (side === 'base' ? before : after)[path]?.toString() ?? null,
      ...more,
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
