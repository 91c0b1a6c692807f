import { z } from 'zod';
import { UserError } from '../errors.ts';
import { parseDiff } from '../guards/parse-diff.ts';
import { CRITERIA } from '../judge/types.ts';

/** One question to a judge with its known answer. Files hold one such object a line (JSON Lines). */
const JudgeCase = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{2,79}$/, 'must be a short name of lower-case letters, digits and "-"'),
  /** What was asked, as the judge reads it. */
  prompt: z.string().trim().min(1),
  /** A unified diff as git writes it. */
  diff: z.string().min(1),
  label: z.enum(['good', 'bad']),
  /** The criteria that a bad change does not meet; empty for a good one. */
  expected: z.array(z.enum(CRITERIA)),
  /** Why it has this label, for people. */
  why: z.string().trim().min(1),
  /** The good case with the same prompt that a bad one differs from in little; null without one. */
  pair: z.string().nullable(),
  /** `hard_negative`: good, and it does what guards dislike because the prompt asks for it. */
  kind: z.enum(['plain', 'hard_negative', 'injection']),
  difficulty: z.enum(['easy', 'medium', 'hard']),
  language: z.string().min(1),
  /** Cases of one cluster share a project: intervals are computed over clusters. */
  cluster: z.string().min(1),
  origin: z.string().min(1),
  licence: z.string().min(1),
});
export type JudgeCase = z.infer<typeof JudgeCase>;

/** Reads cases from JSON Lines. Throws a UserError that names the file, the line and what is wrong there. */
export function readJudgeCases(text: string, file: string): JudgeCase[] {
  const cases = text.split('\n').flatMap((line, at) => {
    if (line.trim() === '') return [];
    const where = `${file}, line ${at + 1}`;
    const parsed = JudgeCase.safeParse(asJson(line, where));
    if (!parsed.success) throw new UserError(`${where}: ${z.prettifyError(parsed.error)}`);
    return [parsed.data];
  });
  for (const it of cases) {
    const problem = problemOf(it, cases);
    if (problem !== null) throw new UserError(`${file}: the case ${it.id} ${problem}.`);
  }
  return cases;
}

function asJson(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new UserError(`${where}: this is no JSON.`, { cause });
  }
}

/** What no schema sees. `pair` is looked for among the cases of the same file. */
function problemOf(it: JudgeCase, all: readonly JudgeCase[]): string | null {
  if (all.filter(({ id }) => id === it.id).length > 1) return 'is there twice';
  if ((it.label === 'good') !== (it.expected.length === 0))
    return it.label === 'good' ? 'is good and expects an objection' : 'is bad and names no criterion under `expected`';
  if (parseDiff(it.diff).length === 0) return 'has a diff that changes nothing';
  if (it.pair === null) return null;
  const pair = all.find(({ id }) => id === it.pair);
  if (pair === undefined) return `names the pair ${it.pair}, which is not there`;
  if (pair.label !== 'good' || pair.prompt !== it.prompt)
    return `is paired with ${it.pair}, which is not its good half`;
  return null;
}
