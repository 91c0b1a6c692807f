import { posix } from 'node:path';
import type { OwnPackage } from './install-script.ts';
import { importRoots } from './layout.ts';
import { isTable, type Project, toolTable } from './project.ts';

/**
 * A project of the repository as an environment is to know it without building it: where its code lies, and the name,
 * version, programs and plug-ins that its manifest states.
 */
export function ownPackage(project: Project): OwnPackage {
  const { pyproject, setupCfg } = project;
  const poetry = toolTable(pyproject, 'poetry');
  const metadata = setupCfg.get('metadata');
  const text = (...values: unknown[]) => values.find((it) => typeof it === 'string' && it !== '') as string | undefined;
  const version = text(pyproject?.project?.version, poetry?.version, metadata?.get('version'));
  const stated = pyproject?.project?.['entry-points'] ?? {};
  return {
    roots: importRoots(project).map((root) => posix.join('/workspace', root).replace(/\/$/, '')),
    name: text(pyproject?.project?.name, poetry?.name, metadata?.get('name')) ?? null,
    version: version !== undefined && /^\d[\w.+!-]*$/.test(version) ? version : '0.0.0',
    scripts: strings(pyproject?.project?.scripts ?? poetry?.scripts),
    entryPoints: Object.fromEntries(
      Object.entries({ ...stated, ...(isTable(poetry?.plugins) ? poetry.plugins : {}) }).map(([group, its]) => [
        group,
        strings(its),
      ]),
    ),
  };
}

const strings = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(isTable(value) ? value : {}).flatMap(([key, it]) => (typeof it === 'string' ? [[key, it]] : [])),
  );
