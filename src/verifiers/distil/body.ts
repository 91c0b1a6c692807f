/** Stack frames of tools, not of the code under test. */
const FOREIGN_FRAME =
  /(?:node_modules[/\\]|\(?node:|internal\/|\.pnpm\/|site-packages\/|dist-packages\/|\/lib\/python\d|\/gems\/|\/vendor\/|rustlib\/|\/usr\/lib\/|<anonymous>|\bnative\b)/;
const JVM_FOREIGN =
  /^\s*at (?:java|javax|jdk|sun|com\.sun|org\.junit|junit|org\.apache\.maven|org\.gradle|org\.testng|kotlin|scala|groovy|org\.codehaus|org\.mockito|org\.hamcrest|org\.assertj|org\.opentest4j)[./]/;
const FRAME = /^\s*(?:at |❯ |› at |in .*\()\S/;

/** Own frames that are kept of one stack. */
const MAX_FRAMES = 2;

/** Keeps of a block what helps: no blank lines, no foreign frames, the first own frames only. */
export function trimBody(lines: readonly string[], max = 14): string[] {
  const out: string[] = [];
  let frames = 0;
  for (const line of lines) {
    if (line.trim() === '') continue;
    if (FRAME.test(line)) {
      if (FOREIGN_FRAME.test(line) || JVM_FOREIGN.test(line)) continue;
      frames += 1;
      if (frames > MAX_FRAMES) continue;
    } else if (/^\s*\.\.\. \d+ (?:more|common frames)/.test(line)) continue;
    else if (/^Caused by: /.test(line)) frames = 0;
    out.push(line);
  }
  if (out.length <= max) return out;
  return [...out.slice(0, max - 3), `  … ${out.length - max + 1} lines cut`, ...out.slice(-2)];
}
