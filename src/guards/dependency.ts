import { asksForPackage } from './dependency/asked.ts';
import { steps, type Step } from './dependency/compare.ts';
import { finding } from './dependency/finding.ts';
import { hashesGone, inLocks } from './dependency/in-locks.ts';
import { judge } from './dependency/judge.ts';
import { plainName } from './dependency/manifests.ts';
import { popularNames } from './dependency/popular.ts';
import { readManifests, siblings, type ReadManifest } from './dependency/read-manifests.ts';
import type { Entry } from './dependency/types.ts';
import { imitates } from './dependency/typosquat.ts';
import type { DiffFile, Finding, Guard, GuardInput } from './types.ts';

/**
 * What a change makes a project depend on: new packages, older versions, other sources, other registries, scripts that run
 * at installation, names that imitate others. What a lockfile brings along with a change of a manifest is none of it.
 */
export const dependency: Guard = {
  name: 'dependency',
  check: async (input) => {
    const manifests = await readManifests(input);
    const known = new Set(
      manifests.flatMap(({ before, ecosystem }) => before.map((it) => `${ecosystem} ${plainName(it.name, ecosystem)}`)),
    );
    for (const it of await siblings(input, manifests)) known.add(it);
    const findings: Finding[] = [];
    // What a manifest that is gone said, and another one says now, has only moved.
    const moved = new Set(
      manifests.flatMap(({ file, before }) => (file.status === 'deleted' ? before.map(saying) : [])),
    );
    for (const it of manifests) {
      const after = it.after.filter((entry) => entry.kind === 'dependency' || !moved.has(saying(entry)));
      findings.push(...(await inManifest({ ...it, after }, known, input.task)));
    }
    const asked = findings.length > 0 && findings.every((finding) => finding.allowed !== undefined);
    return [
      ...findings,
      ...(await inLocks(input, manifests.length > 0, asked)),
      ...buildAtInstall(input),
      ...hashesGone(input),
    ];
  },
};

const saying = ({ kind, name, spec }: Entry): string => `${kind} ${name} ${spec}`;

async function inManifest(
  { file, ecosystem, before, after }: ReadManifest,
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
