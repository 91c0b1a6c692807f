import { z } from 'zod';
import { UserError } from '../../errors.ts';
import { CRITERIA } from '../../judge/types.ts';
import type { AuditAnswer } from './audit-store.ts';
import type { JudgedChange } from './judged-change.ts';

/** One line of a file of audits: the change, without its verdict, and room for an answer. */
const Line = z.object({
  run: z.string().min(1),
  attempt: z.int().min(1),
  round: z.int().min(1),
  label: z.enum(['good', 'bad', 'unsure']).nullable(),
  criteria: z.array(z.enum(CRITERIA)).default([]),
  why: z.string().trim().default(''),
  by: z.string().trim().min(1).optional(),
});

export function auditLine({ runId, attempt, round, repository, prompt, diff }: JudgedChange): string {
  return JSON.stringify({ run: runId, attempt, round, repository, prompt, diff, label: null, criteria: [], why: '' });
}

/** The answers in such a file, by `by` where a line does not say. Throws a UserError that names the line and what is wrong. */
export function readAuditLines(text: string, file: string, by: string): { answers: AuditAnswer[]; open: number } {
  const answers: AuditAnswer[] = [];
  let open = 0;
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const where = `${file}, line ${at + 1}`;
    const it = parsed(line, where);
    if (it.label === null) {
      open += 1;
      continue;
    }
    if ((it.label === 'bad') !== it.criteria.length > 0)
      throw new UserError(`${where}: a bad change, and no other, names under \`criteria\` what it does not meet.`);
    if (it.why === '') throw new UserError(`${where}: \`why\` is empty.`);
    answers.push({
      runId: it.run,
      attempt: it.attempt,
      round: it.round,
      label: it.label === 'unsure' ? null : it.label,
      criteria: it.criteria,
      by: it.by ?? by,
      why: it.why,
    });
  }
  return { answers, open };
}

function parsed(line: string, where: string): z.infer<typeof Line> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new UserError(`${where}: this is no JSON.`, { cause });
  }
  const read = Line.safeParse(value);
  if (!read.success) throw new UserError(`${where}: ${z.prettifyError(read.error)}`);
  return read.data;
}
