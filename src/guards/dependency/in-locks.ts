import type { Finding, GuardInput } from '../types.ts';
import { asksForPackage, asksForRegistry, asksForUpdates, asksForVersion } from './asked.ts';
import { finding } from './finding.ts';
import { hostsIn, LOCKFILE, lockProblems, type LockProblem } from './locks.ts';
import { popularNames } from './popular.ts';

const LOCK_FACTS: Record<LockProblem['kind'], (problem: LockProblem) => string> = {
  host: ({ detail }) => `The lockfile takes a package from another host than before (${detail})`,
  insecure: ({ detail }) => `The lockfile takes a package without encryption (${detail})`,
  integrity: ({ name, detail }) => `The checksum of ${name === '' ? 'a package' : name} ${detail}`,
  script: ({ name }) => `${name === '' ? 'A package' : name} runs a script when it is installed`,
  name: ({ name, detail }) => `The lockfile has ${detail} under the name ${name}`,
  downgrade: ({ name, detail }) => `${name} goes back from ${detail}`,
};

/** What lockfiles do that nobody does by installing; `asked`: the manifests' changes are all asked for. */
export async function inLocks(
  { diff, task, read }: GuardInput,
  hasManifests: boolean,
  asked: boolean,
): Promise<Finding[]> {
  const files = diff.filter((file) => LOCKFILE.test(file.path) && file.status !== 'deleted');
  if (files.length === 0) return [];
  const before = await Promise.all(
    diff.filter((file) => LOCKFILE.test(file.path) && file.status !== 'added').map((file) => read('base', file.path)),
  );
  const hosts = hostsIn(before.filter((text) => text !== null));
  const findings: Finding[] = [];
  for (const file of files) {
    const problems = lockProblems(file, hosts);
    // Well-known packages that build something at installation are what they are.
    const popular = problems.some((it) => it.kind === 'script') ? await popularNames('npm') : [];
    for (const problem of problems) {
      // Changed manifests move other versions along, up or down.
      if (problem.kind === 'downgrade' && hasManifests) continue;
      if (problem.kind === 'script' && (asked || popular.includes(problem.name))) continue;
      const at = { hunk: problem.hunk.header, line: problem.line };
      findings.push(
        finding(
          file,
          at,
          LOCK_FACTS[problem.kind](problem),
          'Put the entry back as it was, or write the lockfile anew with the package manager',
          lockAllowed(problem, task),
        ),
      );
    }
  }
  return findings;
}

function lockAllowed({ kind, name }: LockProblem, task: string): string | null {
  if (kind === 'host') return asksForRegistry(task) ?? (name === '' ? null : asksForPackage(task, name));
  if (kind === 'script') return asksForPackage(task, name) ?? asksForUpdates(task);
  if (kind === 'downgrade') return asksForVersion(task, name, '') ?? asksForUpdates(task);
  return null;
}

/** pip checks nothing once no line has a hash. */
export function hashesGone({ diff, task }: GuardInput): Finding[] {
  return diff.flatMap((file) => {
    if (!/requirements|constraints/.test(file.path) || file.status !== 'modified') return [];
    const hunk = file.hunks.find(
      (it) =>
        it.removed.some(({ text }) => text.includes('--hash=')) &&
        it.added.length > 0 &&
        !it.lines.some((line) => !line.startsWith('-') && line.includes('--hash=')),
    );
    if (hunk === undefined) return [];
    const at = { hunk: hunk.header, line: hunk.added[0]?.line ?? 0 };
    const allowed = /\bhash(?:es)?\b/i.test(task) ? asksForRegistry(task) : null;
    return [
      finding(
        file,
        at,
        'The hashes of packages were removed, so that what is installed is not checked',
        'Put them back',
        allowed,
      ),
    ];
  });
}
