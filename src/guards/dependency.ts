import { posix } from 'node:path';
import { asksForPackage, asksForRegistry, asksForUpdates, asksForVersion } from './dependency/asked.ts';
import { steps, type Step } from './dependency/compare.ts';
import { judge } from './dependency/judge.ts';
import { hostsIn, LOCKFILE, lockProblems, type LockProblem } from './dependency/locks.ts';
import { manifestOf, plainName } from './dependency/manifests.ts';
import { popularNames } from './dependency/popular.ts';
import type { Ecosystem, Entry } from './dependency/types.ts';
import { imitates } from './dependency/typosquat.ts';
import type { DiffFile, Finding, Guard, GuardInput } from './types.ts';

interface Read {
  file: DiffFile;
  ecosystem: Ecosystem;
  before: Entry[];
  after: Entry[];
}

/**
 * What a change makes a project depend on: new packages, older versions, other sources, other registries, scripts that run
 * at installation, names that imitate others. What a lockfile brings along with a change of a manifest is none of it.
 */
export const dependency: Guard = {
  name: 'dependency',
  check: async (input) => {
    const manifests = await readAll(input);
    const known = new Set(
      manifests.flatMap(({ before, ecosystem }) => before.map((it) => `${ecosystem} ${plainName(it.name, ecosystem)}`)),
    );
    for (const it of await siblings(input, manifests)) known.add(it);
    const findings: Finding[] = [];
    for (const it of manifests) findings.push(...(await inManifest(it, known, input.task)));
    const asked = findings.length > 0 && findings.every((finding) => finding.allowed !== undefined);
    return [...findings, ...(await inLocks(input, manifests, asked)), ...buildAtInstall(input), ...hashesGone(input)];
  },
};

async function readAll({ diff, read }: GuardInput): Promise<Read[]> {
  const found: Read[] = [];
  for (const file of diff) {
    const manifest = manifestOf(file.path);
    if (manifest === null || file.binary) continue;
    const [before, after] = await Promise.all(
      (['base', 'tree'] as const).map(async (side) => (await read(side, file.path)) ?? ''),
    );
    found.push({
      file,
      ecosystem: manifest.ecosystem,
      before: file.status === 'added' ? [] : entriesOf(file, '+', before ?? '', manifest.read),
      after: file.status === 'deleted' ? [] : entriesOf(file, '-', after ?? '', manifest.read),
    });
  }
  return found;
}

/** Manifests that often stand beside another one of the same ecosystem, or above it in a workspace. */
const BESIDE: Partial<Record<Ecosystem, readonly string[]>> = {
  npm: ['package.json'],
  python: ['pyproject.toml', 'requirements.txt', 'setup.py', 'setup.cfg', 'Pipfile'],
  jvm: ['pom.xml', 'build.gradle', 'build.gradle.kts', 'gradle/libs.versions.toml'],
  rust: ['Cargo.toml'],
  dotnet: ['Directory.Packages.props'],
};

/** What the project has already by a manifest that the change does not touch. */
async function siblings({ diff, read }: GuardInput, manifests: readonly Read[]): Promise<Set<string>> {
  const known = new Set<string>();
  const changed = new Set(diff.map((file) => file.path));
  const paths = new Map<string, Ecosystem>();
  for (const { file, ecosystem } of manifests) {
    for (const name of BESIDE[ecosystem] ?? []) {
      for (const path of [name, posix.join(posix.dirname(file.path), name)])
        if (!changed.has(path)) paths.set(path, ecosystem);
    }
  }
  for (const [path, ecosystem] of paths) {
    const text = await read('base', path);
    for (const entry of text === null ? [] : (manifestOf(path)?.read(text) ?? []))
      known.add(`${ecosystem} ${plainName(entry.name, ecosystem)}`);
  }
  return known;
}

/**
 * Where there is only a diff, the text is what its hunks show, and each of them is read for itself: the section of one
 * says nothing of the next.
 */
function entriesOf(file: DiffFile, other: '+' | '-', text: string, read: (text: string) => Entry[]): Entry[] {
  const parts = file.hunks.map(({ lines }) =>
    lines
      .filter((line) => !line.startsWith(other))
      .map((line) => `${line.slice(1)}\n`)
      .join(''),
  );
  return parts.join('') === text ? parts.flatMap(read) : read(text);
}

async function inManifest(
  { file, ecosystem, before, after }: Read,
  known: ReadonlySet<string>,
  task: string,
): Promise<Finding[]> {
  const found = steps(before, after, ecosystem, known).filter(
    (step) => step.kind !== 'new' || !isCompanion(step.entry.name, after, before),
  );
  const popular = found.some((step) => step.kind === 'new') ? await popularNames(ecosystem) : [];
  const own = before.filter((it) => it.kind === 'dependency').map((it) => plainName(it.name, ecosystem));
  return found.map((step, at) => {
    // In a change of hundreds of new names nobody is misled by one letter in one of them.
    const imitated =
      step.kind === 'new' && at < 100 ? imitates(plainName(step.entry.name, ecosystem), popular, own) : null;
    const { fact, cure, allowed } = judge(step, { task, imitated, isNewManifest: file.status === 'added' });
    return finding(file, place(file, step), fact, cure, allowed);
  });
}

/** Types of a package that the project has. */
const isCompanion = (name: string, after: readonly Entry[], before: readonly Entry[]): boolean =>
  name.startsWith('@types/') &&
  [...before, ...after].some(
    (it) =>
      it.name === name.slice('@types/'.length).replace(/^(\w+)__/, '@$1/') &&
      before.some((old) => old.name === it.name),
  );

/** The added line that holds the entry's name, and its value if there are several. */
function place(file: DiffFile, { entry }: Step): { hunk: string; line: number } | null {
  const name =
    entry.name
      .replace(/^plugin:/, '')
      .split(':')
      .at(-1) ?? entry.name;
  const lines = file.hunks.flatMap((hunk) => hunk.added.map((it) => ({ ...it, hunk: hunk.header })));
  const named = lines.filter(({ text }) => text.includes(name));
  return (
    named.find(({ text }) => text.includes(entry.spec)) ??
    named[0] ??
    lines.find(({ text }) => entry.spec !== '' && text.includes(entry.spec)) ??
    null
  );
}

function finding(
  file: DiffFile,
  at: { hunk: string; line: number } | null,
  fact: string,
  cure: string,
  allowed: string | null,
): Finding {
  const about = {
    rule: 'dependency' as const,
    file: file.path,
    hunk: at?.hunk ?? null,
    ...(at === null ? {} : { line: at.line }),
  };
  return allowed === null ? { ...about, why: `${fact}. ${cure}.` } : { ...about, why: `${fact}.`, allowed };
}

const LOCK_FACTS: Record<LockProblem['kind'], (problem: LockProblem) => string> = {
  host: ({ detail }) => `The lockfile takes a package from another host than before (${detail})`,
  insecure: ({ detail }) => `The lockfile takes a package without encryption (${detail})`,
  integrity: ({ name, detail }) => `The checksum of ${name === '' ? 'a package' : name} ${detail}`,
  script: ({ name }) => `${name === '' ? 'A package' : name} runs a script when it is installed`,
  name: ({ name, detail }) => `The lockfile has ${detail} under the name ${name}`,
  downgrade: ({ name, detail }) => `${name} goes back from ${detail}`,
};

async function inLocks(
  { diff, task, read }: GuardInput,
  manifests: readonly Read[],
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
      if (problem.kind === 'downgrade' && manifests.length > 0) continue;
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

/** npm builds a package that has this file when it is installed, without any script. */
function buildAtInstall({ diff, task }: GuardInput): Finding[] {
  return diff
    .filter((file) => /(?:^|\/)binding\.gyp$/.test(file.path) && file.status === 'added')
    .map((file) =>
      finding(
        file,
        null,
        `${file.path} makes npm build something when this package is installed`,
        'Leave it out',
        asksForPackage(task, 'node-gyp') ?? asksForPackage(task, 'binding.gyp'),
      ),
    );
}

/** pip checks nothing once no line has a hash. */
function hashesGone({ diff, task }: GuardInput): Finding[] {
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
