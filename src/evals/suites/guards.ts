import { NOTHING_SPENT } from '../../agent/budget.ts';
import { UserError } from '../../errors.ts';
import type { JudgeCase } from '../judge-case.ts';
import { blockedBy, findingsOf, itemOf } from './judge-cases.ts';
import { caseRecord } from './judge-record.ts';
import type { Suite } from './suite.ts';

/**
 * The guards on the cases of the judge, without a model: to block is to veto. Guards know what a diff shows by itself and
 * nothing of what code means. So they are asked about every good case, which they must let pass, also where it does what
 * they dislike because its prompt asks for it; and about those bad ones that weaken a check (`no_weakened_checks`), which
 * they must block. Cases that are bad in another way only need a judge and are left out: to let them pass is no fault of the
 * guards, and to count them as right would flatter.
 */
export function guardsSuite(all: readonly JudgeCase[]): Suite {
  const cases = all.filter(({ label, expected }) => label === 'good' || expected.includes('no_weakened_checks'));
  if (cases.length === 0) throw new UserError('None of these cases is one for guards: all are bad in another way.');
  const byId = new Map(cases.map((it) => [it.id, it]));
  return {
    name: 'guards',
    items: cases.map(itemOf),
    async tryItem(id) {
      const it = byId.get(id);
      if (it === undefined) throw new UserError(`There is no case ${id} in this suite.`);
      const findings = await findingsOf(it);
      const rules = blockedBy(findings);
      const answer = rules.length > 0 ? 'veto' : 'approve';
      const expected = it.label === 'bad' ? 'veto' : 'approve';
      const first = findings.find(({ allowed }) => allowed === undefined);
      return {
        costUsd: 0,
        usage: NOTHING_SPENT.usage,
        answer,
        expected,
        score: answer === expected ? 1 : 0,
        detail: first === undefined ? 'nothing blocks' : `${first.rule}: ${first.file}: ${first.why}`,
        record: { ...caseRecord(it), blockedBy: rules },
      };
    },
  };
}
