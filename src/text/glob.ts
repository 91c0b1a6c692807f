/** What stands at one place of a pattern: a character, one of its wildcards, or a choice. */
type Part =
  | { kind: 'char'; char: string }
  | { kind: 'one' | 'name' | 'any' | 'folders' }
  | { kind: 'choice'; of: Part[][] };

/** From here to there by a character, or by none. */
interface Step {
  to: number;
  takes: ((char: string) => boolean) | null;
}

/**
 * The glob language of .github/fettle.yml: `**` crosses folders, `*` and `?` stay in one, `{a,b}` chooses, a trailing `/`
 * means everything below. Unlike a shell's, wildcards also match names that start with a dot: a protected folder has no
 * holes. All ways through a pattern are followed at once, so that no pattern and no path takes longer than their lengths
 * multiplied; a regular expression of many stars takes for ever.
 */
export function globMatcher(glob: string): (path: string) => boolean {
  const whole = glob.endsWith('/') ? `${glob}**` : glob;
  const steps: Step[][] = [];
  const end = addSequence(readParts(Array.from(whole), { at: 0 }, false), addState(steps), steps);
  return (path) => {
    let here = reach([0], steps);
    for (const char of path) {
      const next: number[] = [];
      for (const state of here)
        for (const { to, takes } of steps[state] ?? []) if (takes?.(char) === true) next.push(to);
      if (next.length === 0) return false;
      here = reach(next, steps);
    }
    return here.has(end);
  };
}

function readParts(chars: readonly string[], cursor: { at: number }, inChoice: boolean): Part[] {
  const parts: Part[] = [];
  while (cursor.at < chars.length) {
    const char = chars[cursor.at] as string;
    if (inChoice && (char === ',' || char === '}')) break;
    cursor.at += 1;
    if (char === '*') parts.push(readStars(chars, cursor));
    else if (char === '?') parts.push({ kind: 'one' });
    else if (char === '{') parts.push(readChoice(chars, cursor));
    else parts.push({ kind: 'char', char });
  }
  return parts;
}

function readStars(chars: readonly string[], cursor: { at: number }): Part {
  const begun = cursor.at - 1;
  while (chars[cursor.at] === '*') cursor.at += 1;
  const count = cursor.at - begun;
  if (count === 1) return { kind: 'name' };
  if (count > 2 || chars[cursor.at] !== '/') return { kind: 'any' };
  cursor.at += 1;
  return { kind: 'folders' };
}

/** A brace that is never closed is closed by the end. */
function readChoice(chars: readonly string[], cursor: { at: number }): Part {
  const of: Part[][] = [];
  do {
    of.push(readParts(chars, cursor, true));
    cursor.at += 1;
  } while (cursor.at <= chars.length && chars[cursor.at - 1] === ',');
  return { kind: 'choice', of };
}

function addState(steps: Step[][]): number {
  return steps.push([]) - 1;
}

/** Adds what leads from `from` through all parts, and gives the state behind them. */
function addSequence(parts: readonly Part[], from: number, steps: Step[][]): number {
  let here = from;
  for (const part of parts) here = addPart(part, here, steps);
  return here;
}

const anything = () => true;
const inName = (char: string) => char !== '/';

function addPart(part: Part, from: number, steps: Step[][]): number {
  const next = addState(steps);
  const go = (state: number, to: number, takes: Step['takes']) => steps[state]?.push({ to, takes });
  switch (part.kind) {
    case 'char':
      go(from, next, (char) => char === part.char);
      break;
    case 'one':
      go(from, next, inName);
      break;
    case 'name':
    case 'any':
      go(from, next, null);
      go(next, next, part.kind === 'any' ? anything : inName);
      break;
    case 'folders': {
      const inside = addState(steps);
      go(from, next, null);
      go(from, inside, null);
      go(inside, inside, anything);
      go(inside, next, (char) => char === '/');
      break;
    }
    case 'choice':
      for (const one of part.of) go(addSequence(one, from, steps), next, null);
  }
  return next;
}

/** These states and all that are reached from them without a character. */
function reach(states: readonly number[], steps: readonly Step[][]): Set<number> {
  const found = new Set(states);
  for (const state of found) for (const { to, takes } of steps[state] ?? []) if (takes === null) found.add(to);
  return found;
}
