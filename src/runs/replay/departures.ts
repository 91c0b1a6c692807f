import type { ContentBlock, Turn } from '../../agent/types.ts';
import { clip } from '../../text/clip.ts';
import type { GateReport } from '../types.ts';

/** Where a replay is not what it was then. Both sides are foreign text. */
export interface Departure {
  where: string;
  recorded: string;
  replayed: string;
}

/** What tools answered in one turn, compared; the time that something took is no difference. */
export function turnDepartures(number: number, then: Turn, now: Turn): Departure[] {
  const before = results(then);
  const after = results(now);
  return then.tools.flatMap((tool, at) => {
    // Then, the worker was restarted in the middle of it.
    if (tool.summary === 'interrupted') return [];
    const where = `turn ${number}, ${tool.name}`;
    return differing(where, before[at] ?? '', after[at] ?? '');
  });
}

const results = ({ results: message }: Turn): string[] =>
  (message?.content ?? []).flatMap((block: ContentBlock) => (block.type === 'tool_result' ? [block.content] : []));

/** What a gate came to, compared. */
export function roundDepartures(number: number, then: GateReport, now: GateReport): Departure[] {
  const where = `gate ${number}`;
  return [
    ...differing(`${where}, tree`, then.tree, now.tree),
    ...differing(`${where}, guards`, findings(then), findings(now)),
    ...differing(`${where}, checks`, checks(then), checks(now)),
    ...differing(`${where}, judge`, then.verdict?.verdict ?? 'no verdict', now.verdict?.verdict ?? 'no verdict'),
    ...differing(`${where}, stopped by`, then.failedAt ?? 'nothing', now.failedAt ?? 'nothing'),
  ];
}

const findings = (report: GateReport): string =>
  report.findings
    .map(({ rule, file, allowed }) => `${rule} ${file}${allowed === undefined ? '' : ' (allowed)'}`)
    .toSorted()
    .join('\n');

const checks = (report: GateReport): string =>
  report.reports
    .map(({ check, result, reason }) => `${check} ${result}${reason === undefined ? '' : ` (${reason})`}`)
    .toSorted()
    .join('\n');

/** The first line that differs, of both. */
function differing(where: string, then: string, now: string): Departure[] {
  const before = timeless(then).split('\n');
  const after = timeless(now).split('\n');
  const length = Math.max(before.length, after.length);
  for (let at = 0; at < length; at += 1) {
    const [old, fresh] = [before[at] ?? '', after[at] ?? ''];
    if (old !== fresh) return [{ where, recorded: clip(old, 300), replayed: clip(fresh, 300) }];
  }
  return [];
}

/** Lengths of time, and times of day, as one. */
const timeless = (text: string): string =>
  text
    .replaceAll(/\b\d+(?:\.\d+)?\s?(?:ms|s|sec|seconds?|min|minutes?)\b/g, '<time>')
    .replaceAll(/\b(duration_ms:?\s*)\d+(?:\.\d+)?/g, '$1<time>')
    .replaceAll(/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?\b/g, '<time>');
