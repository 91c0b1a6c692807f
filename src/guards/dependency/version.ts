/** The lowest version that the newest alternative of a range takes, as numbers; null where there is none. */
export function floorOf(spec: string): number[] | null {
  const last = spec.split('||').at(-1) ?? spec;
  const found = [
    ...last.matchAll(
      /(?<![\w.-])(<=?|!=)?\s?v?(\d{1,9}(?:\.\d{1,9}){0,3})(?:[-.]?(?:alpha|beta|rc|dev|pre|a|b|m)[.\d]*)?/gi,
    ),
  ]
    .filter((match) => match[1] === undefined)
    .map((match) => (match[2] ?? '').split('.').map(Number));
  return found.reduce<number[] | null>(
    (highest, it) => (highest === null || compare(it, highest) > 0 ? it : highest),
    null,
  );
}

export function compare(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether a range begins lower than it did. */
export function isLower(spec: string, before: string): boolean {
  const [now, then] = [floorOf(spec), floorOf(before)];
  return now !== null && then !== null && compare(now, then) < 0;
}

/** Whether any version at all is taken where only some were. */
export const isLoosened = (spec: string, before: string): boolean =>
  /^(?:\*|x|latest|next|canary|>=?\s?0(?:\.0)*|)$/.test(spec.trim()) && /\d/.test(before) && before !== spec;
