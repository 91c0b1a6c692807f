/** What was printed, and when: ms since the start. */
export interface Frame {
  ms: number;
  text: string;
}

const COLUMNS = 120;
const ROWS = 34;
const LINE_HEIGHT = 17;
const CHAR_WIDTH = 7.83;
const MARGIN = 14;
const TITLE_BAR = 30;
/** Played this many times faster than it was; the picture says so. */
const FASTER = 2;
/** The last frame stays for this long, seconds. */
const REST_SECONDS = 8;

/**
 * A terminal's output as an SVG that scrolls as the terminal did. Images in a README may be animated by CSS, and no
 * script runs; where nothing is animated, the end is shown.
 */
export function recordingSvg(frames: readonly Frame[], title: string): string {
  const lines = timedLines(frames);
  const seconds = (lines.at(-1)?.ms ?? 0) / 1000 / FASTER;
  const total = seconds + REST_SECONDS;
  const width = Math.ceil(COLUMNS * CHAR_WIDTH + 2 * MARGIN);
  const height = TITLE_BAR + ROWS * LINE_HEIGHT + MARGIN;
  const shift = (shown: number) => Math.round((ROWS - shown) * LINE_HEIGHT);
  const steps = new Map<string, number>();
  for (const [index, { ms }] of lines.entries()) {
    steps.set(((ms / 1000 / FASTER / total) * 100).toFixed(2), shift(index + 1));
  }
  const keyframes = [`0%{transform:translateY(${shift(0)}px)}`]
    .concat([...steps].map(([at, y]) => `${at}%{transform:translateY(${y}px)}`))
    .join('');
  const text = lines.map(({ spans }, index) => {
    const y = TITLE_BAR + (index + 1) * LINE_HEIGHT - 4;
    const inner = spans.map(({ classes, text: it }) => span(classes, it)).join('');
    return inner === '' ? '' : `<text x="${MARGIN}" y="${y}">${inner}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="What ${escaped(title)} prints">
<style>
text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#d6dbe2;white-space:pre}
.b{font-weight:700;fill:#fff}.d{fill:#8a93a1}.g{fill:#6fcf8a}.r{fill:#f08080}
.scroll{transform:translateY(${shift(lines.length)}px);animation:scroll ${total.toFixed(1)}s step-end infinite}
@keyframes scroll{${keyframes}}
@media (prefers-reduced-motion:reduce){.scroll{animation:none}}
</style>
<rect width="${width}" height="${height}" rx="8" fill="#15191f"/>
<text x="${MARGIN}" y="20" class="d">$ ${escaped(title)}   (a recording, played ${FASTER} times as fast)</text>
<clipPath id="screen"><rect x="0" y="${TITLE_BAR}" width="${width}" height="${height - TITLE_BAR}"/></clipPath>
<g clip-path="url(#screen)"><g class="scroll" transform="translate(0 ${shift(lines.length)})">
${text.filter((it) => it !== '').join('\n')}
</g></g>
</svg>
`;
}

interface Span {
  classes: string;
  text: string;
}

interface TimedLine {
  ms: number;
  spans: Span[];
}

/** Whole lines with the time at which each was complete; longer ones are wrapped as a terminal wraps them. */
function timedLines(frames: readonly Frame[]): TimedLine[] {
  const lines: TimedLine[] = [];
  let open = '';
  for (const { ms, text } of frames) {
    const parts = (open + text).split('\n');
    open = parts.pop() ?? '';
    for (const part of parts) for (const spans of wrapped(spansOf(part))) lines.push({ ms, spans });
  }
  return lines;
}

const CLASS: Readonly<Record<string, string>> = { '1': 'b', '2': 'd', '31': 'r', '32': 'g' };

/** The few colours that the demo uses: bold, dim, red and green, each ended by its own code. */
function spansOf(line: string): Span[] {
  const spans: Span[] = [];
  let classes = '';
  // oxlint-disable-next-line no-control-regex -- the escape sequences of colours
  for (const token of line.split(/(\u001b\[\d*m)/)) {
    // oxlint-disable-next-line no-control-regex
    const code = /^\u001b\[(\d*)m$/.exec(token)?.[1];
    if (code !== undefined) classes = CLASS[code] ?? '';
    else if (token !== '') spans.push({ classes, text: token });
  }
  return spans;
}

function wrapped(spans: readonly Span[]): Span[][] {
  const rows: Span[][] = [[]];
  let room = COLUMNS;
  for (const { classes, text } of spans) {
    for (let rest = Array.from(text); rest.length > 0; ) {
      if (room === 0) {
        rows.push([]);
        room = COLUMNS;
      }
      const piece = rest.splice(0, room);
      rows.at(-1)?.push({ classes, text: piece.join('') });
      room -= piece.length;
    }
  }
  return rows;
}

function span(classes: string, text: string): string {
  return classes === '' ? escaped(text) : `<tspan class="${classes}">${escaped(text)}</tspan>`;
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
