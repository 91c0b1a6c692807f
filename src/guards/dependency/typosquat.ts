import { skeleton } from '../unicode/characters.ts';

/** Only so many of the best-known names are imitated; below, a likeness is mostly chance. */
const IMITATED = 4000;

/** The known name that a new one seems to imitate; null when it is known itself or like none. */
export function imitates(name: string, known: readonly string[], own: readonly string[]): string | null {
  const all = new Set(known);
  if (all.has(name) || own.includes(name)) return null;
  const looks = skeleton(name);
  for (const other of [...own, ...known.slice(0, IMITATED)]) {
    if (other.length < 4 || Math.abs(other.length - name.length) > 3 || isFamily(name, other)) continue;
    if (looks === other || bare(name) === bare(other)) return other;
    const allowed = other.length >= 9 ? 2 : other.length >= 5 ? 1 : 0;
    if (allowed > 0 && isNear(name, other, allowed)) return other;
  }
  return null;
}

/** Of one scope or of one series: `@acme/a` beside `@acme/b`, `plugin-a` beside `plugin-b`, `foo2` beside `foo1`. */
function isFamily(a: string, b: string): boolean {
  const words = (name: string) => name.split(/[-_./:@]/).filter((word) => word !== '');
  const [one, other] = [words(a), words(b)];
  // Whole words differ: what is left of one word in the other is another word, not a slip.
  if (one.length === other.length && one.length > 1) {
    const different = one.flatMap((word, at) => (word === other[at] ? [] : [[word, other[at] ?? ''] as const]));
    if (
      different.length === 1 &&
      different[0] !== undefined &&
      !isNear(different[0][0], different[0][1], different[0][1].length >= 5 ? 1 : 0)
    )
      return true;
  }
  return a.replaceAll(/\d/g, '') === b.replaceAll(/\d/g, '') && a !== b && /\d/.test(a) && /\d/.test(b);
}

/** Without what people leave out or swap. */
const bare = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[-_./@]/g, '')
    .replace(/^(?:node|js)(?=\w{5})|(?<=\w{4})(?:js|node)$/, '');

/** Whether the one becomes the other by at most so many letters put in, left out, changed or swapped with the next. */
function isNear(a: string, b: string, most: number): boolean {
  if (Math.abs(a.length - b.length) > most || a.length > 120) return false;
  let older: number[] = [];
  let old = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (old[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min((old[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (older[j - 2] ?? 0) + 1);
      row.push(best);
    }
    if (Math.min(...row) > most) return false;
    older = old;
    old = row;
  }
  return (old[b.length] ?? most + 1) <= most;
}
