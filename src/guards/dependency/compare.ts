import { plainName } from './manifests.ts';
import type { Ecosystem, Entry } from './types.ts';
import { isLoosened, isLower } from './version.ts';

/** What a manifest's change does. */
export interface Step {
  kind: 'new' | 'downgrade' | 'loosened' | 'source' | 'override' | 'script' | 'registry';
  entry: Entry;
  before: Entry | null;
}

/** Settings that make things safer when they are true, and less safe when they go. */
const SAFER = /^(?:strict-ssl|enableStrictSsl|ignore-scripts)$/i;
const RISKY = /^(?:enableScripts|dangerouslyAllowAllBuilds)$/i;

/**
 * What is in `after` and was not in `before`, name by name. Names that any manifest of the change had before are not new:
 * they have moved.
 */
export function steps(
  before: readonly Entry[],
  after: readonly Entry[],
  ecosystem: Ecosystem,
  anywhere: ReadonlySet<string>,
): Step[] {
  const key = (entry: Entry) => `${entry.kind} ${plainName(entry.name, ecosystem)}`;
  const old = new Map<string, Entry[]>();
  for (const entry of before) old.set(key(entry), [...(old.get(key(entry)) ?? []), entry]);
  const seen = new Set<string>();
  const found: Step[] = [];
  for (const entry of after) {
    const was = old.get(key(entry)) ?? [];
    const id = `${key(entry)} ${entry.spec} ${entry.from}`;
    if (seen.has(id) || was.some((it) => it.spec === entry.spec && it.from === entry.from)) continue;
    seen.add(id);
    const step = stepOf(entry, was[0] ?? null, anywhere.has(`${ecosystem} ${plainName(entry.name, ecosystem)}`), was);
    if (step !== null) found.push(step);
  }
  const now = new Set(after.map(key));
  for (const entry of before) {
    if (SAFER.test(entry.name) && /^true$/i.test(entry.spec) && !now.has(key(entry)))
      found.push({ kind: 'registry', entry: { ...entry, spec: 'removed' }, before: entry });
  }
  return found;
}

function stepOf(entry: Entry, before: Entry | null, isKnown: boolean, all: readonly Entry[]): Step | null {
  const step = (kind: Step['kind']): Step => ({ kind, entry, before });
  if (entry.kind === 'registry') {
    const { name, spec } = entry;
    if (SAFER.test(name) ? /^true$/i.test(spec) : RISKY.test(name) ? /^false$/i.test(spec) : false) return null;
    return all.some((it) => it.spec === spec) ? null : step('registry');
  }
  if (entry.kind === 'version') return before !== null && isLower(entry.spec, before.spec) ? step('downgrade') : null;
  if (entry.kind === 'script') return step('script');
  if (entry.kind === 'override') return step('override');
  if (before === null)
    return isKnown || isOwn(entry)
      ? entry.from === 'git' || entry.from === 'url'
        ? step('source')
        : null
      : step('new');
  if (entry.from !== before.from) return entry.from === 'registry' || isOwn(entry) ? null : step('source');
  if (entry.from !== 'registry') return entry.spec === before.spec ? null : step('source');
  if (
    all.some((it) => isLower(entry.spec, it.spec)) &&
    all.every((it) => it.spec === '' || isLower(entry.spec, it.spec))
  )
    return step('downgrade');
  return isLoosened(entry.spec, before.spec) ? step('loosened') : null;
}

/** A part of this repository, which brings nothing in from outside. */
export const isOwn = ({ spec, from }: Entry): boolean =>
  /^(?:workspace|link|portal|catalog|patch):/.test(spec) ||
  (from === 'path' &&
    !/^(?:file:)?(?:\/|~|[A-Za-z]:)/.test(spec) &&
    !/(?:\.\.\/){4}/.test(spec) &&
    !/\.(?:t(?:ar\.)?gz|whl|jar|dll|zip)$/.test(spec));
