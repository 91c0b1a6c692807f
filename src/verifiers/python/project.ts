import { parse, TomlError } from 'smol-toml';
import { z } from 'zod';
import { join } from '../components.ts';
import type { RepoFiles } from '../types.ts';
import type { Component } from './detect.ts';
import { type Ini, parseIni } from './ini.ts';

const text = z.string().optional().catch(undefined);
const strings = z.array(z.string()).catch([]).default([]);
const groups = z.record(z.string(), z.array(z.unknown()).catch([])).catch({}).default({});
const table = z.record(z.string(), z.unknown()).catch({}).default({});

/** The part of pyproject.toml that we use. Wrong types elsewhere in it are its tools' business. */
const Pyproject = z.looseObject({
  project: z
    .looseObject({
      name: text,
      version: text,
      'requires-python': text,
      dependencies: strings,
      'optional-dependencies': z.record(z.string(), strings).catch({}).default({}),
      scripts: table,
      'entry-points': z.record(z.string(), table).catch({}).default({}),
    })
    .optional()
    .catch(undefined),
  'dependency-groups': groups,
  tool: z.record(z.string(), z.unknown()).catch({}).default({}),
});
export type Pyproject = z.infer<typeof Pyproject>;

/** What a component's own files say, read once. */
export interface Project extends Component {
  pyproject: Pyproject | null;
  setupCfg: Ini;
  toxIni: Ini;
  setupPy: string;
  /** One sentence about a manifest that can't be read; then nothing can be run. */
  broken: string | null;
}

export async function readProject(component: Component, files: RepoFiles): Promise<Project> {
  const read = (name: string) => files.read(join(component.folder, name));
  const [toml, setupCfg, toxIni, setupPy] = await Promise.all(
    ['pyproject.toml', 'setup.cfg', 'tox.ini', 'setup.py'].map(read),
  );
  const parsed = parsePyproject(toml ?? null);
  const broken = typeof parsed === 'string' ? `${join(component.folder, 'pyproject.toml')} ${parsed}` : null;
  return {
    ...component,
    pyproject: typeof parsed === 'string' ? null : parsed,
    setupCfg: parseIni(setupCfg ?? ''),
    toxIni: parseIni(toxIni ?? ''),
    setupPy: setupPy ?? '',
    broken,
  };
}

/** Null for no file; the rest of a sentence when it is broken. */
export function parsePyproject(content: string | null): Pyproject | null | string {
  if (content === null) return null;
  try {
    const read = Pyproject.safeParse(parse(content.replace(/^\uFEFF/, '')));
    return read.success ? read.data : 'holds no table';
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return `is not valid TOML (line ${error.line}), so nothing can be run here.`;
  }
}

/** `tool.NAME` of pyproject.toml as a table, or null; `path` goes further down. */
export function toolTable(pyproject: Pyproject | null, ...path: string[]): Record<string, unknown> | null {
  let value: unknown = pyproject?.tool;
  for (const name of path) value = isTable(value) ? value[name] : undefined;
  return isTable(value) ? value : null;
}

export const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Strings in a value that may be one string, a list, or neither. */
export const stringsIn = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : Array.isArray(value) ? value.filter((it) => typeof it === 'string') : [];
