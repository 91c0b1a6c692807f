import { CRITERIA, type Criterion } from './types.ts';
import type { Answered } from './verdict.ts';

/** What only somebody who knows all parts can say. */
const OF_THE_WHOLE: Criterion = 'does_what_was_asked';

/**
 * One verdict from those of all parts and that of the whole. Each decides only what it can see: whether everything that
 * was asked is done is for the whole to say, which saw no code; all else is for the parts. What remains of one veto is a
 * veto, then one abstention is an abstention.
 */
export function mergeVerdicts(parts: readonly Answered[], whole: Answered): Answered {
  const seen = [...parts.map((part) => decided(part, (it) => it !== OF_THE_WHOLE)), decided(whole, isOfTheWhole)];
  const verdicts = new Set(seen.map(({ verdict }) => verdict));
  const dropped = seen.reduce((sum, it) => sum + (it.droppedUnrequested ?? 0), 0);
  return {
    verdict: verdicts.has('veto') ? 'veto' : verdicts.has('abstain') ? 'abstain' : 'approve',
    criteria: {
      does_what_was_asked: whole.criteria.does_what_was_asked,
      nothing_else: ofParts(parts, 'nothing_else'),
      no_weakened_checks: ofParts(parts, 'no_weakened_checks'),
      plausibly_correct: ofParts(parts, 'plausibly_correct'),
    },
    objections: seen.flatMap(({ objections }) => objections),
    unrequested: parts.flatMap(({ unrequested }) => unrequested),
    ...(dropped > 0 ? { droppedUnrequested: dropped } : {}),
  };
}

const isOfTheWhole = (criterion: Criterion): boolean => criterion === OF_THE_WHOLE;

/** What is left of an answer when only some criteria are its to decide. As everywhere, a veto needs an objection that counts. */
function decided(answer: Answered, mine: (criterion: Criterion) => boolean): Answered {
  const objections = answer.objections.filter(({ criterion }) => mine(criterion));
  if (answer.verdict !== 'veto' || objections.some(({ cited }) => cited)) return { ...answer, objections };
  const unmet = CRITERIA.some((criterion) => mine(criterion) && !answer.criteria[criterion].met);
  return { ...answer, objections, verdict: unmet ? 'abstain' : 'approve' };
}

/** Met where all parts meet it; the reasons are those of the parts that do not, or of all. */
function ofParts(parts: readonly Answered[], criterion: Criterion): { met: boolean; why: string } {
  const answers = parts.map((part, at) => ({ ...part.criteria[criterion], at: at + 1 }));
  const unmet = answers.filter(({ met }) => !met);
  const told = unmet.length > 0 ? unmet : answers;
  return { met: unmet.length === 0, why: told.map(({ at, why }) => `Part ${at}: ${why}`).join(' ') };
}
