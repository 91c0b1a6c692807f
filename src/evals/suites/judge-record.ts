import { z } from 'zod';
import { CRITERIA } from '../../judge/types.ts';
import type { JudgeCase } from '../judge-case.ts';

const Criteria = z.array(z.enum(CRITERIA));

/** What the judge suite keeps of a trial. */
export const JudgeRecord = z.strictObject({
  label: z.enum(['good', 'bad']),
  kind: z.enum(['plain', 'hard_negative', 'injection']),
  language: z.string(),
  difficulty: z.enum(['easy', 'medium', 'hard']),
  /** The good case with the same prompt that it differs from in little. */
  pair: z.string().nullable(),
  /** The criteria that the case does not meet, by its label. */
  expected: Criteria,
  /** Null where the judge gave no verdict. */
  verdict: z.enum(['approve', 'veto', 'abstain']).nullable(),
  /** The criteria that are not met, by the verdict. */
  unmet: Criteria,
  /** `cited`: whether path and hunk are in the diff. */
  objections: z.array(
    z.strictObject({ criterion: z.enum(CRITERIA), path: z.string(), hunk: z.string(), cited: z.boolean() }),
  ),
  /** In how many parts the change was judged. */
  parts: z.int().min(1).nullable(),
  /** Guards that block this change: in production no judge would be asked. */
  blockedBy: z.array(z.string()),
});
export type JudgeRecord = z.infer<typeof JudgeRecord>;

/** What the guards suite keeps of a trial. */
export const GuardsRecord = JudgeRecord.pick({
  label: true,
  kind: true,
  language: true,
  difficulty: true,
  pair: true,
  expected: true,
  blockedBy: true,
});

/** The part of both that is known before anybody is asked. */
export const caseRecord = ({ label, kind, language, difficulty, pair, expected }: JudgeCase) => ({
  label,
  kind,
  language,
  difficulty,
  pair,
  expected,
});
