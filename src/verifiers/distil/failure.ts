import type { Failure } from '../types.ts';
import { isVerdict, withoutDuration } from './error-score.ts';
import type { Finding } from './finding.ts';
import { placeIn, relative } from './place.ts';
import { testNameOf } from './test-name.ts';

/**
 * A finding as it is compared with base. A test is known by its name, whatever it holds; everything else by its text
 * without what moves: line numbers, counts, durations, addresses, temporary paths.
 */
export function toFailure(finding: Finding): Failure {
  const own = placeOf(finding);
  const file = own?.file ? relative(own.file) : undefined;
  const where = finding.lane ? `${finding.lane}|` : '';
  const test = testNameOf(finding);
  const named = test ?? (isVerdict(finding.title) ? withoutDuration(finding.title) : undefined);
  const about = named ?? steady(finding.file ? finding.title.replaceAll(finding.file, '') : finding.title);
  // A test that moves to another line of a helper keeps its name; where only a message is known the file belongs to it.
  const scope = finding.scope ?? (finding.file ? relative(finding.file) : named === undefined ? (file ?? '') : '');
  return {
    key: `${finding.tool}|${where}${scope}|${about}`,
    text: [finding.title, ...finding.body].join('\n'),
    ...(file ? { file } : {}),
    ...(own?.line ? { line: own.line } : {}),
    ...(test ? { test } : {}),
  };
}

/** The line in the named file, else the first own place of all. */
function placeOf(finding: Finding): { file: string; line?: number } | null {
  const lines = [finding.title, ...finding.body];
  if (finding.file === undefined) return placeIn(lines);
  if (finding.line) return { file: finding.file, line: finding.line };
  const name = finding.file.split(/[/\\]/).at(-1) ?? '';
  return placeIn(lines.filter((line) => line.includes(name))) ?? { file: finding.file };
}

/** A text with everything masked that moves without meaning. Rule codes and names keep their digits. */
function steady(text: string): string {
  return withoutDuration(text, ' 0s')
    .replaceAll(/0x[0-9a-f]+/gi, 'X')
    .replaceAll(/\b[0-9a-f]{7,64}\b/gi, (hex) => (/\d/.test(hex) && /^(?=.*\d.*\d)/.test(hex) ? 'X' : hex))
    .replaceAll(/(?:\/private)?(?:\/var\/folders|\/tmp)\/[^\s'":)]+/g, 'TMP')
    .replaceAll(/(?<![\w$])\d+(?:[.,]\d+)*/g, '0')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
