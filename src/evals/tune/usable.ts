import type { JudgeCase } from '../judge-case.ts';

const MAX = 60_000;
/** A line of a case that is shorter may well be in a prompt by chance. */
const TELLING = 30;

/**
 * Why a proposed prompt is not worth a try, or null. One that repeats cases has learnt them by heart: it would win on these
 * and on no others.
 */
export function unusable(proposed: string, current: string, cases: readonly JudgeCase[]): string | null {
  if (proposed.trim() === '') return 'it is empty';
  if (proposed.length > MAX) return `it is longer than ${MAX} characters`;
  if (proposed.trim() === current.trim()) return 'it is the prompt that it was to improve';
  const learnt = cases.find(({ id, prompt, diff }) =>
    [id, ...tellingLines(prompt), ...tellingLines(diff)].some(
      (text) => proposed.includes(text) && !current.includes(text),
    ),
  );
  return learnt === undefined ? null : `it repeats the case ${learnt.id}`;
}

const tellingLines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.replace(/^[+ -]/, '').trim())
    .filter((line) => line.length >= TELLING);
