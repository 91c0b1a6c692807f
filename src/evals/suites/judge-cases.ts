import { parseDiff } from '../../guards/parse-diff.ts';
import { diffOnlyInput } from '../../guards/diff-only-input.ts';
import { runGuards } from '../../guards/run-guards.ts';
import type { Finding } from '../../guards/types.ts';
import { type JudgeCase, readJudgeCases } from '../judge-case.ts';
import { caseHash, checkCases, readCaseFiles } from './case-files.ts';
import type { Item } from './suite.ts';

/** All cases of the given files, whose names are unique over all of them. Throws UserErrors. */
export async function openJudgeCases(paths: readonly string[]): Promise<JudgeCase[]> {
  const files = await readCaseFiles(paths);
  const cases = files.flatMap(({ file, text }) => readJudgeCases(text, file));
  checkCases(cases, paths);
  return cases;
}

/** Why a case has its label, and where it comes from, is for people: it makes the case no other one. */
export function itemOf({ id, cluster, prompt, diff, label, expected, kind }: JudgeCase): Item {
  return { id, cluster, hash: caseHash([prompt, diff, label, expected, kind]) };
}

/** What all guards find in a case's diff. */
export const findingsOf = ({ diff, prompt }: JudgeCase): Promise<Finding[]> =>
  runGuards(diffOnlyInput(parseDiff(diff), prompt));

/** The rules of those findings that block, each once. */
export const blockedBy = (findings: readonly Finding[]): string[] => [
  ...new Set(findings.flatMap(({ rule, allowed }) => (allowed === undefined ? [rule] : []))),
];
