import { type Changed, isComment } from './lines.ts';
import { shown, type Weakening } from './weakening.ts';

/** `@acme/payments` is spoken of as `payments`. */
const called = (owner: string): string => owner.replace(/^.*[/@]/, '');

/** Who has to review: a path without an owner, or with fewer or others, is watched by fewer people. */
export function ownersLost(file: Changed): Weakening[] {
  const entry = (text: string) => {
    const [pattern = '', ...owners] = text.trim().split(/\s+#/, 1)[0]?.split(/\s+/) ?? [];
    return { pattern, owners };
  };
  const after = file.added.filter(({ text }) => !isComment(text)).map((place) => ({ ...entry(place.text), place }));
  const found: Weakening[] = [];
  for (const place of file.removed.filter(({ text }) => !isComment(text))) {
    const { pattern, owners } = entry(place.text);
    const now = after.find((one) => one.pattern === pattern);
    const lost = owners.filter((owner) => now?.owners.includes(owner) !== true);
    if (now !== undefined && lost.length === 0) continue;
    const came = now?.owners.filter((owner) => !owners.includes(owner)) ?? [];
    found.push({
      file: file.path,
      place,
      what: `${pattern} loses an owner: ${shown(place.text)}`,
      area: 'owners',
      names: owners,
      items: [pattern],
      lost: lost.map(called),
      instead: came.map(called),
    });
  }
  for (const { pattern, owners, place } of after) {
    if (owners.length === 0 && pattern !== '' && !pattern.startsWith('[')) {
      found.push({
        file: file.path,
        place,
        what: `${pattern} has no owner any more`,
        area: 'owners',
        names: [],
        items: [pattern],
      });
    }
  }
  return found;
}
