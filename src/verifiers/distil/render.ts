import { shape } from './finding.ts';
import type { Counted } from './findings.ts';

/** Estimate used everywhere: four characters a token. */
export const CHARS_PER_TOKEN = 4;
export const tokensOf = (text: string): number => Math.ceil(text.length / CHARS_PER_TOKEN);

/** Findings of one group that are shown before the rest is counted. */
const SHOWN_OF_GROUP = 12;
/** Lines of bodies that all failures together may have, and each has at least. */
const BODY_LINES = 60;
const LEAST_LINES = 6;
const MAX_TITLE = 500;
/** What stands before a message and is left out of titles. */
const LEVEL = /^\s*(?:\[?(?:ERROR|error|Error)\]?[:\s]\s*)+/;
const MAX_COMPARED = 90;
/** Shorter lines may be said twice. */
const MIN_TOLD = 20;
const MAX_BODY_LINE = 300;

/** Writes findings, most important first, in at most `maxTokens`; says what was left out. */
export function render(
  head: string,
  findings: readonly Counted[],
  ends: readonly string[],
  maxTokens: number,
  dropped: number,
): string {
  const room = maxTokens * CHARS_PER_TOKEN - 170;
  const parts: string[] = [head.slice(0, room)];
  let used = parts[0]?.length ?? 0;
  const put = (text: string): boolean => {
    if (used + text.length + 1 > room) return false;
    parts.push(text);
    used += text.length + 1;
    return true;
  };
  const known = findings.filter((finding) => finding.score === undefined && finding.body.length > 0).length;
  const lines = Math.max(LEAST_LINES, Math.floor(BODY_LINES / Math.max(1, known || findings.length)));
  // The same may have been printed by several tools, or again in a summary.
  const told = new Set<string>();
  const groups = new Map<string, number>();
  let alike = 0;
  let left = dropped;
  for (const finding of findings) {
    const group = `${finding.tool}|${finding.group ?? shape(finding.title)}`;
    const before = groups.get(group) ?? 0;
    groups.set(group, before + 1);
    if (finding.score !== undefined && told.has(finding.title)) continue;
    if (before >= SHOWN_OF_GROUP) alike += 1;
    else if (!put(write(finding, lines, told)) && !put(finding.title.slice(0, 200))) left += 1;
  }
  if (alike > 0) put(`… and ${alike} more like these`);
  const said = bare(parts.join('\n'));
  const news = ends.filter((line) => {
    const plain = bare(line.replace(LEVEL, '')).slice(0, MAX_COMPARED);
    return !said.includes(plain);
  });
  for (const line of news.slice(Math.max(0, news.length - endsWanted(findings)))) put(line.slice(0, MAX_BODY_LINE));
  if (left > 0)
    parts.push(
      `… ${left} more left out to stay below ${maxTokens} tokens; read the full log, or raise --max-tokens, to see them`,
    );
  return parts.join('\n');
}

/** Letters and digits: the same thing said with other punctuation is not news. */
const bare = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '');

/** The less is known, the more the last lines of the log are worth. */
function endsWanted(findings: readonly Counted[]): number {
  const faults = findings.filter((finding) => finding.kind !== 'step' && finding.kind !== 'hint');
  if (faults.some((finding) => finding.score === undefined)) return 1;
  return faults.some((finding) => (finding.score ?? 0) >= 7) ? 4 : 8;
}

function write(finding: Counted, lines: number, told: Set<string>): string {
  const times = finding.times > 1 && finding.score !== undefined ? `  (${finding.times} times)` : '';
  const isNews = (line: string): boolean => line.trim().length < MIN_TOLD || !told.has(line.trim());
  const fresh = finding.score === undefined ? finding.body : finding.body.filter(isNews);
  for (const line of [finding.title, ...finding.body]) told.add(line.trim());
  // BuildKit's step numbers say nothing.
  const lane = finding.lane && !finding.lane.startsWith('#') ? `[${finding.lane}] ` : '';
  return [
    lane + finding.title.slice(0, MAX_TITLE) + times,
    ...middleCut(fresh, lines).map((line) => `  ${line.slice(0, MAX_BODY_LINE)}`),
  ].join('\n');
}

/** The beginning and the end: what failed often stands last. */
function middleCut(body: readonly string[], lines: number): readonly string[] {
  if (body.length <= lines) return body;
  const tail = Math.floor(lines / 2);
  const head = Math.max(1, lines - tail - 1);
  return [...body.slice(0, head), `… ${body.length - head - tail} lines cut`, ...body.slice(-tail)];
}
