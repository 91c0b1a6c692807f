import {
  asksForExactly,
  asksForPackage,
  asksForProject,
  asksForRegistry,
  asksForScript,
  asksForSomeLibrary,
  asksForSource,
  asksForUpdates,
  asksForVersion,
} from './asked.ts';
import type { Step } from './compare.ts';
import { isOwn } from './compare.ts';

/** What is wrong with a step, what to do about it, and what allows it. */
export interface Judged {
  fact: string;
  cure: string;
  allowed: string | null;
}

export interface Circumstances {
  task: string;
  /** The well-known name that it imitates. */
  imitated: string | null;
  /** The manifest is new as a whole. */
  isNewManifest: boolean;
}

/**
 * A step is allowed when the task asks for exactly that: the package by name, the version, the other source, the registry,
 * the script. A task that leaves the choice open, or wants a new project, allows new packages of a registry, but none
 * whose name imitates another one.
 */
export function judge({ kind, entry, before }: Step, { task, imitated, isNewManifest }: Circumstances): Judged {
  const { name, spec } = entry;
  const shown = name.replace(/^plugin:/, '');
  const asked = asksForPackage(task, name);
  switch (kind) {
    case 'new': {
      const elsewhere = entry.from !== 'registry' && !isOwn(entry);
      if (elsewhere) {
        return {
          fact: `${shown} is a new dependency from ${place(entry.from)}, not from the registry`,
          cure: 'Take it from the registry if the task asks for it, or do without',
          allowed: asked === null ? null : asksForSource(task, name),
        };
      }
      if (imitated !== null) {
        return {
          fact: `${shown} is a new dependency whose name is much like ${imitated}`,
          cure: `Use ${imitated} if that is meant and asked for, or do without`,
          allowed: asksForExactly(task, name),
        };
      }
      return {
        fact: `${shown} is a new dependency`,
        cure: 'The task does not ask for it by name: do without it, or ask',
        allowed: asked ?? asksForSomeLibrary(task) ?? (isNewManifest ? asksForProject(task) : null),
      };
    }
    case 'downgrade':
      return {
        fact: `${shown} goes back from ${before?.spec ?? ''} to ${spec}`,
        cure: 'Leave the version as it was',
        allowed: asksForVersion(task, name, spec),
      };
    case 'loosened':
      return {
        fact: `${shown} takes any version now (${spec === '' ? 'none is named' : spec}), before ${before?.spec ?? ''}`,
        cure: 'Name the version as before',
        allowed: asksForVersion(task, name, spec) ?? asksForUpdates(task),
      };
    case 'source':
      return {
        fact: `${shown} comes from ${place(entry.from)} now`,
        cure: 'Take it from the registry as before',
        allowed: asksForSource(task, name),
      };
    case 'override':
      return {
        fact: `${shown} is overridden for the whole tree of dependencies${spec === '' ? '' : ` (${spec.slice(0, 80)})`}`,
        cure: 'Take the override out',
        allowed: asked ?? asksForVersion(task, name, spec) ?? overrides(task),
      };
    case 'script':
      return {
        fact: `\`${name}\` runs on every machine that installs this package`,
        cure: 'Take the script out',
        allowed: asksForScript(task, name, spec),
      };
    case 'registry':
      return {
        fact: `Where packages are taken from, or how they are checked, was changed (${shown})`,
        cure: 'Put it back as it was',
        allowed: asksForRegistry(task),
      };
  }
}

const place = (from: Step['entry']['from']): string =>
  from === 'git' ? 'a git repository' : from === 'url' ? 'an address' : 'a path';

const overrides = (task: string): string | null =>
  /\b(?:override|resolution|transitive|vulnerab|advisor|CVE-|GHSA-|audit|patched|replace directive|patch)/i.test(task)
    ? (asksForUpdates(task) ?? asksForOverride(task))
    : null;

const asksForOverride = (task: string): string | null => {
  const match = /[^.!?\n]{0,160}\b(?:override|resolution|transitive|CVE-|GHSA-|advisor|audit)[^.!?\n]{0,160}/i.exec(
    task,
  );
  return match === null ? null : `the task says: ${match[0].trim()}`;
};
