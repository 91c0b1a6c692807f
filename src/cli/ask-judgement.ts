import type { Interface } from 'node:readline/promises';
import { CRITERIA, type Criterion } from '../judge/types.ts';
import { showHidden } from '../text/show-hidden.ts';

/** What a person says of a change. `unsure` has a reason too: it may tell what the prompt lacks. */
export interface Judgement {
  label: 'good' | 'bad' | 'unsure';
  /** What a bad one does not meet. */
  criteria: Criterion[];
  why: string;
}

export interface Terminal {
  lines: Pick<Interface, 'question'>;
  write: (text: string) => void;
}

const QUESTIONS: Record<Criterion, string> = {
  does_what_was_asked: 'does what was asked',
  nothing_else: 'does nothing else',
  no_weakened_checks: 'weakens no check',
  plausibly_correct: 'is correct, as far as can be seen',
};

/**
 * Shows a prompt and a diff and asks what it is worth, until there is an answer. Characters that would not show, or that
 * would steer the terminal, are written out.
 */
export async function askJudgement(
  { lines, write }: Terminal,
  { title, prompt, diff }: { title: string; prompt: string; diff: string },
): Promise<Judgement | 'skip' | 'quit'> {
  write(
    `\n=== ${showHidden(title)}\n\n--- What was asked\n\n${showHidden(prompt)}\n\n--- The change\n\n${showHidden(diff)}\n`,
  );
  const said = await ask(lines, write, 'good, bad, unsure, skip or quit (g/b/u/s/q)? ', (answer) =>
    WORDS.find((word) => answer !== '' && word.startsWith(answer.toLowerCase())),
  );
  if (said === 'skip' || said === 'quit') return said;
  const criteria = said === 'bad' ? await askCriteria(lines, write) : [];
  const why = await ask(lines, write, 'Why, in a sentence: ', (answer) => (answer === '' ? undefined : answer));
  return { label: said, criteria, why };
}

const WORDS = ['good', 'bad', 'unsure', 'skip', 'quit'] as const;

async function askCriteria(lines: Terminal['lines'], write: Terminal['write']): Promise<Criterion[]> {
  const list = CRITERIA.map((name, at) => `  ${at + 1} it ${QUESTIONS[name]}`).join('\n');
  write(`What is not so?\n${list}\n`);
  return await ask(lines, write, 'Numbers, the most important first: ', (answer) => {
    const found = answer.split(/[\s,]+/).map((it) => CRITERIA[Number(it) - 1]);
    return found.includes(undefined) ? undefined : [...new Set(found as Criterion[])];
  });
}

async function ask<T>(
  lines: Terminal['lines'],
  write: Terminal['write'],
  question: string,
  read: (answer: string) => T | undefined,
): Promise<T> {
  for (;;) {
    const answer = read((await lines.question(question)).trim());
    if (answer !== undefined) return answer;
    write('That is none of the answers.\n');
  }
}
