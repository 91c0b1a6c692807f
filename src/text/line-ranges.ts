/** Lines in order, those that follow each other as one: the first and the last of each. */
export function spansOfLines(lines: readonly number[]): [from: number, to: number][] {
  const spans: [number, number][] = [];
  for (const line of lines) {
    const last = spans.at(-1);
    if (last !== undefined && line === last[1] + 1) last[1] = line;
    else spans.push([line, line]);
  }
  return spans;
}

/** `3, 7-9` */
export function lineRanges(lines: readonly number[]): string {
  return spansOfLines(lines)
    .map(([from, to]) => (from === to ? String(from) : `${from}-${to}`))
    .join(', ');
}
