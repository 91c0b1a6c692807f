import type { Counted } from './findings.ts';
import { shape } from './finding.ts';

/** Estimate used everywhere: four characters a token. */
export const CHARS_PER_TOKEN = 4;
export const tokensOf = (text: string): number => Math.ceil(text.length / CHARS_PER_TOKEN);

/** Findings of one group that are shown in full before the rest is counted. */
const SHOWN_OF_GROUP = 12;

/** Writes findings, most important first, in at most `maxTokens`; says what was left out. */
export function render(head: string, findings: readonly Counted[], maxTokens: number, hidden: number): string {
  const room = maxTokens * CHARS_PER_TOKEN - 160;
  const parts: string[] = [head];
  let used = head.length;
  let left = hidden;
  const groups = new Map<string, number>();
  const skipped = new Map<string, number>();
  for (const finding of findings) {
    const group = `${finding.tool}|${finding.group ?? shape(finding.title)}`;
    const before = groups.get(group) ?? 0;
    groups.set(group, before + 1);
    if (before >= SHOWN_OF_GROUP) {
      skipped.set(group, (skipped.get(group) ?? 0) + 1);
      continue;
    }
    const text = write(finding);
    if (used + text.length + 1 > room) {
      const short = finding.title.slice(0, 200);
      if (used + short.length + 1 > room) left += 1;
      else {
        parts.push(short);
        used += short.length + 1;
      }
      continue;
    }
    parts.push(text);
    used += text.length + 1;
  }
  const more = [...skipped.values()].reduce((sum, count) => sum + count, 0);
  if (more > 0) parts.push(`… and ${more} more like these`);
  if (left > 0)
    parts.push(
      `… ${left} more left out to stay below ${maxTokens} tokens; read the full log, or raise --max-tokens, to see them`,
    );
  return parts.filter((part) => part !== '').join('\n');
}

function write(finding: Counted): string {
  const title = finding.title + (finding.times > 1 && finding.tool === 'generic' ? `  (${finding.times} times)` : '');
  return [title.slice(0, 500), ...finding.body.map((line) => `  ${line.slice(0, 300)}`)].join('\n');
}
