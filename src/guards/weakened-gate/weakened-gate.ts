import type { DiffFile, Finding, Guard } from '../types.ts';
import { allowedInBuildFile } from '../weakened-test.ts';
import { asksInOwnWords } from './asks-in-own-words.ts';
import { asksToWeaken } from './asks-to-weaken.ts';
import { lostChecks } from './commands.ts';
import { type Area, areaOf } from './gate-file.ts';
import { goneFiles } from './gone.ts';
import { type Changed, changedLines, LONGEST, withoutMoved } from './lines.ts';
import { listChanges } from './lists.ts';
import { ownersLost } from './owners.ts';
import { addedPatterns, removedPatterns } from './patterns.ts';
import { smallerPresets } from './presets.ts';
import { weakerSettings } from './settings.ts';
import { silenced } from './suppressions.ts';
import { readWishes, type Said } from './wishes.ts';
import type { Weakening } from './weakening.ts';

/**
 * What decides how strictly code is checked may become stricter, not weaker: CI, scripts, thresholds, rules, compilers,
 * hooks, owners, scanners, and the comments by which code asks to be left alone. Seen from the diff alone, line by line;
 * what stands on both sides of the change has only moved.
 */
export const weakenedGate: Guard = {
  name: 'weakened_gate',
  check: ({ diff, task }) => weakenedGates(diff, task),
};

/** The same, for whom needs to know what of a file is asked for. */
export function weakenedGates(diff: readonly DiffFile[], task: string): Finding[] {
  const gates: [Changed, Area][] = [];
  const code: Changed[] = [];
  for (const file of diff.filter((one) => !one.binary)) {
    const area = areaOf(file.path);
    if (area === null) code.push(changedLines(file));
    else gates.push([changedLines(file), area]);
  }
  const moved = withoutMoved(gates.map(([file]) => file));
  const left = gates.map(([, area], n): [Changed, Area] => [moved[n] as Changed, area]);
  const found = [
    ...goneFiles(diff),
    ...left.flatMap(([file, area]) => inGate(file, area)),
    ...lostChecks(left),
    ...withoutMoved(code).flatMap(silenced),
  ];
  const said = readWishes(task);
  return once(found).map((one) => toFinding(one, task, said, diff));
}

function inGate(file: Changed, area: Area): Weakening[] {
  if (area === 'owners') return file.status === 'deleted' ? [] : ownersLost(file);
  // Fixtures and helpers are code: only what they do to the choice of tests counts.
  if (/conftest\.py$/.test(file.path)) return addedPatterns(file, area);
  return [
    ...tooLong(file, area),
    ...weakerSettings(file, area),
    ...addedPatterns(file, area),
    ...removedPatterns(file, area),
    ...listChanges(file, area),
    ...smallerPresets(file, area),
  ];
}

/** What nobody can read at a glance could hold anything. */
function tooLong(file: Changed, area: Area): Weakening[] {
  const place = file.added.find(({ text }) => text.length >= LONGEST);
  return place === undefined
    ? []
    : [
        {
          file: file.path,
          place,
          what: `a line is too long to be judged (${LONGEST} characters and more)`,
          area,
          names: [],
          items: [],
        },
      ];
}

/** One line is one finding, however many rules it breaks; what the first of them calls it is joined by the others' names. */
function once(found: readonly Weakening[]): Weakening[] {
  const byPlace = new Map<string, Weakening>();
  for (const one of found) {
    const key = `${one.file}\0${one.place?.hunk ?? ''}\0${one.place?.text ?? one.what}`;
    const known = byPlace.get(key);
    if (known === undefined) byPlace.set(key, { ...one, names: [...one.names], items: [...one.items] });
    else {
      known.names.push(...one.names);
      known.items.push(...one.items);
      known.lost = [...(known.lost ?? []), ...(one.lost ?? [])];
      known.instead = [...(known.instead ?? []), ...(one.instead ?? [])];
    }
  }
  return [...byPlace.values()];
}

const TO_DO = 'Put it back, and make the code pass the check as it is.';

function toFinding(one: Weakening, task: string, said: readonly Said[], diff: readonly DiffFile[]): Finding {
  const allowed = asksToWeaken(task, one) ?? asksInOwnWords(said, one) ?? allowedInBuildFile(one.file, task, diff);
  const hunk = one.place?.hunk ?? diff.find((file) => file.path === one.file)?.hunks[0]?.header ?? null;
  const isNew = one.place?.around[one.place.at]?.startsWith('+') === true;
  const about = {
    rule: 'weakened_gate' as const,
    file: one.file,
    hunk: one.place === null ? null : hunk,
    ...(isNew ? { line: one.place?.line ?? 0 } : {}),
  };
  return allowed === null
    ? { ...about, why: `In what checks this repository, ${one.what}. The task does not ask for it. ${TO_DO}` }
    : { ...about, why: `In what checks this repository, ${one.what}.`, allowed };
}
