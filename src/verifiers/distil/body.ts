/** Stack frames of tools and runtimes, not of the code under test. */
const FOREIGN =
  /(?:node_modules[/\\]|\(?node:|\(internal\/|\.pnpm\/|site-packages\/|dist-packages\/|\/lib\/python\d|\/gems\/|\/vendor\/|rustlib\/|\/rustc\/|\/usr\/lib\/|\/usr\/share\/|<anonymous>\)?$|\bnative\b|\bat (?:System|Microsoft|Xunit|NUnit|MSTest|Moq)\.|: 0x\w+ in \S*(?:std|testing)\b|\((?:module|timers|events|vm|net|fs|bootstrap_node|next_tick|_stream\w*)\.js:)/;
const JVM_FOREIGN =
  /^\s*(?:\[\w+\]\s*)?at (?:[\w.@-]*\/+){0,3}(?:java|javax|jdk|sun|com\.sun|org\.junit|junit|org\.apache\.maven|org\.gradle|org\.testng|kotlin|scala|groovy|org\.codehaus|org\.mockito|org\.hamcrest|org\.assertj|org\.opentest4j|hudson|jenkins|com\.google\.common|org\.scalatest|org\.scalatestplus|sbt|worker)[./]/;
const FRAME =
  /^\s*(?:\[\w+\]\s*)?(?:at |❯ |› at |# |from |in |#\d+ )\S.*(?::\d+|\(Unknown Source\)|\(Native Method\)|line \d+)/;
const DROP =
  /^\s*(?:\[\w+\]\s*)?\.\.\. \d+ (?:more|common frames)|^\s*[-─━⎯=_*]{4,}\s*$|RUST_BACKTRACE|^\s*hint: |^\s*at <anonymous>|^\s*at (?:System|Microsoft|Xunit|NUnit|MSTest|Moq)\.[^:]*$/;

const JVM_FRAME = /\.(?:java|scala|kt|groovy|clj):\d+\)|\(Unknown Source\)/;

/** Whether a line is a frame of somebody else's code. */
export const isForeign = (line: string): boolean => FOREIGN.test(line) || JVM_FOREIGN.test(line);

/** Frames of assertions and of those who run tests: they say nothing that the message does not. */
const ASSERTING =
  /^\s*(?:\[\w+\]\s*)?at (?:[\w.@-]*\/+){0,3}(?:org\.junit|junit\.|org\.opentest4j|org\.assertj|org\.hamcrest|org\.testng\.|kotlin\.test|org\.mockito\.internal|java\.base\/|java\.lang\.reflect|jdk\.internal\.reflect|worker\.)/;

/** Own frames that are kept of one stack. */
const MAX_FRAMES = 2;

/** Keeps of a block what helps: no blank lines, of each stack only the first own frames, or the very first when none is own. */
export function trimBody(lines: readonly string[], max = 14): string[] {
  const out: string[] = [];
  let own = 0;
  let foreign: number[] = [];
  for (const line of lines) {
    if (line.trim() === '' || DROP.test(line) || ASSERTING.test(line) || (line.length > 8 && out.includes(line)))
      continue;
    if (!FRAME.test(line)) {
      out.push(line);
      // A new message (Caused by, Suppressed) starts a new stack.
      own = 0;
      foreign = [];
      continue;
    }
    if (isForeign(line)) {
      if (own === 0 && foreign.length < MAX_FRAMES) foreign.push(out.push(line) - 1);
      continue;
    }
    own += 1;
    if (own > MAX_FRAMES) continue;
    // Where a JVM library threw says what it objected to; frames of a JavaScript runtime say nothing.
    if (!JVM_FRAME.test(line)) for (const index of own === 1 ? foreign.toReversed() : []) out.splice(index, 1);
    out.push(line);
  }
  const flat = dedent(out);
  if (flat.length <= max) return flat;
  const tail = Math.min(3, Math.floor(max / 3));
  const head = max - tail - 1;
  return [...flat.slice(0, head), `… ${flat.length - head - tail} lines cut`, ...flat.slice(-tail)];
}

function dedent(lines: readonly string[]): string[] {
  const indents = lines.map((line) => /^\s*/.exec(line)?.[0].length ?? 0);
  const least = Math.min(...indents);
  return lines.length === 0 ? [] : lines.map((line) => line.slice(least));
}
