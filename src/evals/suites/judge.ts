import { ModelUnavailable } from '../../agent/types.ts';
import { UserError } from '../../errors.ts';
import type { Finding } from '../../guards/types.ts';
import { type Judged, judge } from '../../judge/judge.ts';
import { CRITERIA, JudgeFailed } from '../../judge/types.ts';
import type { JudgeCase } from '../judge-case.ts';
import { countingModel } from './counting-model.ts';
import { blockedBy, findingsOf, itemOf } from './judge-cases.ts';
import { caseRecord, type JudgeRecord } from './judge-record.ts';
import type { Suite, Tried } from './suite.ts';

interface Measured {
  /** Null for the prompt that ships. */
  prompt: string | null;
  /** Null for the model's own. */
  temperature: number | null;
}

/**
 * The judge of production on changes whose right answer is known. It sees what it would see there: the prompt, the whole
 * diff and facts of the guards; of verifiers there are none, since a case is a diff without its repository. Right is a veto
 * of what is bad and an approval of what is good: whoever abstains, or gives no verdict that can be read, is wrong on both
 * and counted under that answer. A model that can't be reached scores nothing.
 */
export function judgeSuite(cases: readonly JudgeCase[], { prompt, temperature }: Measured): Suite {
  const byId = new Map(cases.map((it) => [it.id, it]));
  return {
    name: 'judge',
    items: cases.map(itemOf),
    async tryItem(id, _, { model, arm, signal }) {
      const it = byId.get(id);
      if (it === undefined) throw new UserError(`There is no case ${id} in this suite.`);
      if (arm.judgeModel === null) throw new UserError(`The arm ${arm.name} names no judge model.`);
      const findings = await findingsOf(it);
      const counted = countingModel(model('judge'));
      const expected = it.label === 'bad' ? 'veto' : 'approve';
      const ended = (answer: string, score: Tried['score'], detail: string, judged: Judged | null): Tried => ({
        answer,
        score,
        detail,
        expected,
        costUsd: counted.costUsd(),
        usage: counted.usage(),
        record: recordOf(it, judged, findings),
      });
      try {
        const judged = await judge(
          {
            model: counted.model,
            modelName: arm.judgeModel,
            signal,
            ...(prompt === null ? {} : { prompt }),
            ...(temperature === null ? {} : { temperature }),
          },
          { task: it.prompt, diff: it.diff, facts: factsOf(findings) },
        );
        return ended(judged.verdict, judged.verdict === expected ? 1 : 0, reasonOf(judged), judged);
      } catch (error) {
        if (error instanceof JudgeFailed) return ended('failed', 0, error.message, null);
        if (error instanceof ModelUnavailable) return ended('unavailable', null, error.message, null);
        throw error;
      }
    },
  };
}

/** As the gate tells it. It asks no judge about what a guard blocks, so only what the task allows can be among the facts. */
function factsOf(findings: readonly Finding[]): string {
  const allowed = findings.flatMap(({ rule, file, allowed: why }) =>
    why === undefined ? [] : [`- guard ${rule}: ${file}: allowed, ${why}`],
  );
  return ['No check of the repository was run on this change.', ...allowed].join('\n');
}

function recordOf(it: JudgeCase, judged: Judged | null, findings: readonly Finding[]): JudgeRecord {
  return {
    ...caseRecord(it),
    verdict: judged?.verdict ?? null,
    unmet: judged === null ? [] : CRITERIA.filter((name) => !judged.criteria[name].met),
    objections: (judged?.objections ?? []).map(({ criterion, path, hunk, cited }) => ({
      criterion,
      path,
      hunk,
      cited,
    })),
    parts: judged === null ? null : (judged.parts ?? 1),
    blockedBy: blockedBy(findings),
  };
}

/** The first objection, or why a criterion is not met. */
function reasonOf({ verdict, objections, criteria }: Judged): string {
  const first = objections.find(({ cited }) => cited) ?? objections[0];
  if (first !== undefined) return `${first.criterion}: ${first.path}: ${first.why}`;
  const unmet = CRITERIA.find((name) => !criteria[name].met);
  return unmet === undefined ? verdict : `${unmet}: ${criteria[unmet].why}`;
}
