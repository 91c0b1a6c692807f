import { z } from 'zod';
import type { ContentBlock } from '../agent/types.ts';
import { type DiffHunks, isCited } from './diff-hunks.ts';
import { CRITERIA, type Verdict } from './types.ts';

const Criterion = z.object({ met: z.boolean(), why: z.string() });

/** What the judge's model must answer; also sent to it as a JSON Schema. */
const Answer = z.object({
  criteria: z.object({
    does_what_was_asked: Criterion,
    nothing_else: Criterion,
    no_weakened_checks: Criterion,
    plausibly_correct: Criterion,
  }),
  objections: z.array(z.object({ criterion: z.enum(CRITERIA), path: z.string(), hunk: z.string(), why: z.string() })),
  unrequested: z.array(z.object({ path: z.string(), hunk: z.string() })),
  // Last, so that a model which writes in this order has weighed the criteria before it decides.
  verdict: z.enum(['approve', 'veto', 'abstain']),
});

export function verdictSchema(): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(Answer, { target: 'draft-7' });
  return schema;
}

/** A verdict without the words on how it was made. */
export type Answered = Omit<Verdict, 'model' | 'promptHash' | 'parts'>;

/**
 * The verdict in a reply, or null when there is none. An approval with a criterion that is not met contradicts itself
 * and counts as a veto. `hunks` are those of the whole change: an objection is marked by whether it cites one, and a hunk
 * that is not there was not requested by anybody and is dropped.
 */
export function parseVerdict(content: readonly ContentBlock[], hunks: DiffHunks): Answered | null {
  const parsed = Answer.safeParse(answerIn(content));
  if (!parsed.success) return null;
  const { verdict, criteria, objections } = parsed.data;
  const contradicts = verdict === 'approve' && CRITERIA.some((name) => !criteria[name].met);
  const unrequested = parsed.data.unrequested.filter(({ path, hunk }) => isCited(hunks, path, hunk));
  const dropped = parsed.data.unrequested.length - unrequested.length;
  return {
    verdict: contradicts ? 'veto' : verdict,
    criteria,
    objections: objections.map((one) => ({ ...one, cited: isCited(hunks, one.path, one.hunk) })),
    unrequested,
    ...(dropped > 0 ? { droppedUnrequested: dropped } : {}),
  };
}

/** JSON as bare text, in a code fence, or, as some servers do for schemas, as the input of a tool call. */
function answerIn(content: readonly ContentBlock[]): unknown {
  const call = content.find((block) => block.type === 'tool_use');
  if (call) return call.input;
  const text = content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('');
  try {
    return JSON.parse(unfenced(text.trim()));
  } catch {
    return null;
  }
}

/** Without a pattern: the reply is a stranger's text, and one for this would take the square of its length. */
function unfenced(text: string): string {
  const inside = text.indexOf('\n');
  if (!/^```(?:json)?[ \t]*$/.test(text.slice(0, inside).slice(0, 50)) || !text.endsWith('```')) return text;
  return text.slice(inside, -3);
}
