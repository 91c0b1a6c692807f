import { createHash } from 'node:crypto';
import { readRepoConfig } from '../src/repo-config.ts';
import { dockerSandboxes } from '../src/sandbox/docker.ts';
import { packFiles } from '../src/sandbox/pack.ts';
import { readSettings } from '../src/settings.ts';
import { planFrom } from '../src/verifiers/list.ts';
import type { Report, RepoFiles, VerifyMemory } from '../src/verifiers/types.ts';
import { verify } from '../src/verifiers/verify.ts';
import { against, median, type Row } from './row.ts';

const RUNS = 3;
const COMPONENTS = 10;
type Tree = Record<string, string>;

/**
 * A second verification after a one-line change in a ten-component monorepo, against running all of it: both in real
 * containers, in the same call. Once as an agent asks (`changed`), once for everything (`all`), where memory answers.
 */
export async function bench(): Promise<Row[]> {
  const owner = `bench-verify-${process.pid}`;
  const sandboxes = dockerSandboxes(readSettings().sandbox, { owner });
  await sandboxes.ensureImage((line) => console.error(line));
  const times = { first: [] as number[], changed: [] as number[], all: [] as number[] };
  try {
    for (let run = 0; run < RUNS; run += 1) {
      const base = monorepo(run);
      const one: Tree = { ...base, 'packages/p3/src/index.js': `${base['packages/p3/src/index.js']}// one line\n` };
      const memory = inMemory();
      const look = (tree: Tree, only: 'all' | 'changed') => timed(base, tree, only, memory);
      times.first.push(await look(base, 'all'));
      times.changed.push(await look(one, 'changed'));
      times.all.push(
        await look({ ...base, 'packages/p4/src/index.js': `${base['packages/p4/src/index.js']}// x\n` }, 'all'),
      );
    }
  } finally {
    await sandboxes.sweep(() => false);
  }
  const first = median(times.first);
  return [
    against('verify: what a one-line change calls for, against all', median(times.changed), first, 'ms', '<= 0.25'),
    against('verify: all after a one-line change, against all', median(times.all), first, 'ms', '<= 0.25'),
  ];

  async function timed(base: Tree, tree: Tree, only: 'all' | 'changed', memory: VerifyMemory): Promise<number> {
    const started = performance.now();
    const config = readRepoConfig(null);
    const reports = await verify({
      plan: await planFrom(filesOf(base), config),
      base: 'base',
      tree: 'tree',
      changedPaths: Object.keys(tree).filter((path) => tree[path] !== base[path]),
      only,
      config,
      context: {
        open: (name, layers, purpose) =>
          sandboxes.open({ runId: owner, purpose, layers, tree: () => pack(name === 'base' ? base : tree) }),
        prepare: (spec) => sandboxes.prepare(owner, spec),
        files: (name) => filesOf(name === 'base' ? base : tree),
        signal: new AbortController().signal,
        onProgress: () => {},
        lanes: await sandboxes.capacity(),
        memory,
      },
    });
    mustPass(reports);
    return performance.now() - started;
  }
}

/** Every component is checked and tested by Node alone; tests do half a second of work. */
function monorepo(salt: number): Tree {
  const tree: Tree = { 'package.json': JSON.stringify({ name: 'root', workspaces: ['packages/*'] }) };
  for (let n = 0; n < COMPONENTS; n += 1) {
    tree[`packages/p${n}/package.json`] = JSON.stringify({
      name: `p${n}`,
      version: '1.0.0',
      type: 'module',
      scripts: { lint: 'node --check src/index.js', test: 'node --test' },
    });
    tree[`packages/p${n}/src/index.js`] = `export const value = ${n + salt};\n`;
    tree[`packages/p${n}/test/a.test.js`] = TEST;
  }
  return tree;
}

const TEST = `import test from 'node:test';
import assert from 'node:assert';
import { createHash } from 'node:crypto';
import { value } from '../src/index.js';
test('works for half a second', () => {
  const until = Date.now() + 500;
  let last = String(value);
  while (Date.now() < until) last = createHash('sha256').update(last).digest('hex');
  assert.equal(last.length, 64);
});
`;

const pack = (tree: Tree) => packFiles(Object.entries(tree).map(([path, text]) => [path, Buffer.from(text)] as const));

const filesOf = (tree: Tree): RepoFiles => ({
  list: async () => Object.keys(tree).sort(),
  read: async (path) => tree[path] ?? null,
  ids: async () =>
    new Map(Object.entries(tree).map(([path, text]) => [path, createHash('sha1').update(text).digest('hex')])),
});

function inMemory(): VerifyMemory {
  const all = new Map<string, unknown>();
  return { get: async (key) => all.get(key) ?? null, set: async (key, value) => void all.set(key, value) };
}

function mustPass(reports: readonly Report[]): void {
  const red = reports.find((report) => report.result !== 'passed');
  if (red !== undefined) throw new Error(`bench/verify: ${red.check} ${red.result}: ${red.summary}\n${red.detail}`);
}
