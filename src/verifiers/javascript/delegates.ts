import { z } from 'zod';
import { join } from '../components.ts';
import type { RepoFiles } from '../types.ts';
import type { Member, Project } from './detect.ts';
import { parseJsonc } from './manifest.ts';
import { plainWords } from './plain-call.ts';
import type { ScriptCheck } from './scripts.ts';

/** Tasks of turbo.json whose own order is no more than what we keep too: builds first, what is used before what uses. */
export type Delegation = ReadonlySet<string>;

const Task = z.looseObject({ dependsOn: z.array(z.string()).catch(['?']).default([]) });
const Tasks = z.record(z.string(), Task).catch({});

/** Reads turbo.json; packages may add to it by files of their own, and then nothing is assumed. */
export async function readDelegation({ root, members }: Project, files: RepoFiles): Promise<Delegation> {
  const turbo = parseJsonc(await files.read(join(root, 'turbo.json')));
  if (turbo === null) return new Set();
  for (const { folder } of members.slice(1)) {
    if ((await files.read(join(folder, 'turbo.json'))) !== null) return new Set();
  }
  const tasks = Tasks.parse(turbo['tasks'] ?? turbo['pipeline']);
  const simple = Object.entries(tasks).filter(([name, { dependsOn }]) =>
    dependsOn.every((other) => other === 'build' || other === '^build' || other === `^${name}`),
  );
  return new Set(simple.map(([name]) => name));
}

/**
 * Whether a root's script does no more than run the members' scripts of a name, all of which are checks by themselves:
 * then it would run everything a second time, and for every change.
 */
export function delegates(
  check: ScriptCheck,
  member: Member,
  { members }: Project,
  scripts: ReadonlyMap<string, readonly ScriptCheck[]>,
  simple: Delegation,
): boolean {
  if (member !== members[0] || members.length < 2) return false;
  const { scripts: all } = member.manifest;
  if (all[`pre${check.script}`] !== undefined || all[`post${check.script}`] !== undefined) return false;
  const name = delegated(plainWords(all[check.script] ?? '') ?? [], simple);
  if (name === null) return false;
  const having = members.slice(1).filter(({ manifest }) => (manifest.scripts[name] ?? '') !== '');
  return (
    having.length > 0 && having.every(({ folder }) => (scripts.get(folder) ?? []).some((own) => own.script === name))
  );
}

const HARMLESS =
  /^(--if-present|--parallel|--stream|--no-bail|--aggregate-output|--workspace-concurrency=\S+|--concurrency=\S+|--sort|--silent|-s|-[Aptvi]+|--all|--topological|--verbose|--interlaced|--no-daemon|--continue)$/;

/** The script that a command runs in all packages of a workspace; null when it does anything else. */
function delegated([program = '', ...rest]: readonly string[], simple: Delegation): string | null {
  const everywhere = (flags: readonly string[]) => rest.some((word) => flags.includes(word));
  const plain = (skip: readonly string[]): string | null => {
    const words = rest.filter((word) => !HARMLESS.test(word) && !skip.includes(word));
    return words.length === 1 && !words[0]?.startsWith('-') ? (words[0] ?? null) : null;
  };
  switch (program) {
    case 'npm': {
      const flags = ['--workspaces', '-ws', '--ws', '--workspaces=true'];
      return everywhere(flags) ? plain([...flags, 'run', 'run-script']) : null;
    }
    case 'pnpm':
      return everywhere(['-r', '--recursive']) ? plain(['-r', '--recursive', 'run']) : null;
    case 'yarn':
      return rest[0] === 'workspaces' ? plain(['workspaces', 'foreach', 'run']) : null;
    case 'bun':
      return everywhere(['--filter=*']) ? plain(['--filter=*', 'run']) : null;
    case 'lerna':
      return rest[0] === 'run' ? plain(['run']) : null;
    case 'turbo': {
      const name = plain(['run']);
      return name !== null && simple.has(name) ? name : null;
    }
    default:
      return null;
  }
}
