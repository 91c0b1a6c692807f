import { UserError } from '../../errors.ts';
import { parseDiff } from '../../guards/parse-diff.ts';
import { editLinesOf } from '../tasks/change-size.ts';
import type { Base } from './base-tree.ts';
import { ended, hiddenTestFiles, languagesOf, usualCommand } from './hidden-tests-of.ts';
import type { ImportedTask } from './imported-task.ts';
import type { MultiSweBenchInstance, SweBenchInstance } from './schemas/swe-bench.ts';

/** What both formats say of a task. */
export interface Instance {
  id: string;
  /** owner/name on GitHub. */
  repo: string;
  commit: string;
  instruction: string;
  gold: string;
  testPatch: string;
  failToPass: string[];
  passToPass: string[];
  created: string | null;
  origin: string;
}

export interface ImportOptions {
  /** Null for the image of `fettle-sandbox`. */
  image: string | null;
  /** Null for what is usual in the language. */
  testCommand: string | null;
}

export const fromSweBench = (it: SweBenchInstance): Instance => ({
  id: it.instance_id,
  repo: it.repo,
  commit: it.base_commit,
  instruction: it.problem_statement,
  gold: it.patch,
  testPatch: it.test_patch,
  failToPass: it.FAIL_TO_PASS,
  passToPass: it.PASS_TO_PASS,
  created: dateOf(it.created_at),
  origin: 'SWE-bench',
});

/** The issues that the pull request resolved say what is asked; where there is none, the pull request does. */
export function fromMultiSweBench(it: MultiSweBenchInstance): Instance {
  const issues = it.resolved_issues.length > 0 ? it.resolved_issues : [{ title: it.title, body: it.body }];
  const instruction = issues.map(({ title, body }) => [title ?? '', body ?? ''].join('\n\n').trim()).join('\n\n');
  return {
    id: `${it.org}__${it.repo}-${it.number}`,
    repo: `${it.org}/${it.repo}`,
    commit: it.base.sha,
    instruction,
    gold: it.fix_patch,
    testPatch: it.test_patch,
    failToPass: [...new Set([...it.f2p_tests, ...it.s2p_tests, ...it.n2p_tests])],
    passToPass: it.p2p_tests,
    created: dateOf(it.created_at),
    origin: 'Multi-SWE-bench',
  };
}

/** A task directory of an instance. `base` null: without its work tree, which the task then only names. */
export function taskOf(it: Instance, base: Base | null, { image, testCommand }: ImportOptions): ImportedTask {
  const change = parseDiff(it.gold);
  if (change.length === 0) throw new UserError('its gold patch changes nothing');
  if (it.instruction.trim() === '') throw new UserError('it says nothing of what is asked');
  if (parseDiff(it.testPatch).length === 0) throw new UserError('its test patch changes nothing');
  if (it.failToPass.length === 0) throw new UserError('it names no test that fails on base and must pass');
  const languages = languagesOf(it.gold);
  const command = testCommand ?? usualCommand(languages);
  if (command === null)
    throw new UserError(`how tests run in ${languages.join(', ')} is not known: say it with --test-command`);
  const ids = [...it.failToPass, ...it.passToPass];
  return {
    id: it.id,
    instruction: it.instruction,
    meta: {
      prompt_kind: 'fix',
      min_edit_lines: editLinesOf(change),
      expected_outcome: 'pr_good',
      cluster: it.repo,
      created: it.created,
      languages,
      ...(image === null ? {} : { image }),
      origin: it.origin,
      repo: { url: `https://github.com/${it.repo}`, commit: it.commit },
      fail_to_pass: it.failToPass,
    },
    files: [
      ...hiddenTestFiles({ patch: it.testPatch, ids, command, tree: base?.tests ?? null }),
      { path: 'solution/gold.patch', content: ended(it.gold) },
      {
        path: 'solution/solve.sh',
        content: '#!/bin/bash\ngit apply /solution/gold.patch\n',
        executable: true,
      },
      ...(base?.files ?? []).map((file) => ({ ...file, path: `environment/repo/${file.path}` })),
    ],
  };
}

/** A day, from a date in ISO form or milliseconds since 1970. */
function dateOf(value: string | number | undefined): string | null {
  if (value === undefined || value === '') return null;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? null : date.toISOString().slice(0, 10);
}
