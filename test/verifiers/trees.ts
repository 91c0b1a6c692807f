import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CONFIG_PATH, readRepoConfig } from '../../src/repo-config.ts';
import type { InstallSpec, PrepareResult, Sandbox } from '../../src/sandbox/types.ts';
import { hostSandbox } from '../../src/verifiers/host-sandbox.ts';
import { planFrom } from '../../src/verifiers/list.ts';
import type { Report, RepoFiles, VerifyContext, VerifyMemory, VerifyProgress } from '../../src/verifiers/types.ts';
import { type Verification, verify } from '../../src/verifiers/verify.ts';

export type Tree = Record<string, string>;

export const filesOf = (tree: Tree): RepoFiles => ({
  list: async () => Object.keys(tree).sort(),
  read: async (path) => tree[path] ?? null,
});

export const manifest = (scripts: Record<string, string>, more: object = {}): string =>
  JSON.stringify({ name: 'demo', type: 'module', scripts, ...more }, null, 2);

/** Verifies `tree` against `base` with real processes, each sandbox a folder of its own. */
export async function verifyTrees(
  base: Tree,
  tree: Tree,
  more: Partial<Verification> & {
    prepare?: (spec: InstallSpec) => PrepareResult;
    lanes?: number;
    memory?: VerifyMemory;
    filesOf?: (tree: Tree) => RepoFiles;
  } = {},
): Promise<{ reports: Report[]; opened: string[]; prepared: InstallSpec[]; events: VerifyProgress[] }> {
  const trees: Record<string, Tree> = { base, tree };
  const { prepare, lanes, memory, filesOf: look = filesOf, ...rest } = more;
  const opened: string[] = [];
  const prepared: InstallSpec[] = [];
  const events: VerifyProgress[] = [];
  const context: VerifyContext = {
    open: async (name, _layers, purpose) => {
      opened.push(`${purpose}:${name}`);
      return folderSandbox(trees[name] ?? {});
    },
    prepare: async (spec) => {
      prepared.push(spec);
      return (
        prepare?.(spec) ?? {
          status: 'ready',
          layer: { key: 'k', volume: 'v' },
          cached: false,
          durationMs: 0,
          refused: [],
        }
      );
    },
    files: (name) => look(trees[name] ?? {}),
    signal: new AbortController().signal,
    onProgress: (event) => events.push(event),
    ...(lanes === undefined ? {} : { lanes }),
    ...(memory === undefined ? {} : { memory }),
    ...more.context,
  };
  const config = readRepoConfig(base[CONFIG_PATH] ?? null);
  const paths = new Set([...Object.keys(base), ...Object.keys(tree)]);
  const changedPaths = [...paths].filter((path) => base[path] !== tree[path]);
  const plan = await planFrom(filesOf(base), config);
  const reports = await verify({ plan, base: 'base', tree: 'tree', changedPaths, config, ...rest, context });
  return { reports, opened, prepared, events };
}

async function folderSandbox(tree: Tree): Promise<Sandbox> {
  const dir = await mkdtemp(join(tmpdir(), 'fettle-verify-'));
  for (const [path, content] of Object.entries(tree)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content);
  }
  return { ...hostSandbox(dir), close: () => rm(dir, { recursive: true, force: true }) };
}
