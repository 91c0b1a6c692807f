import type { Model } from '../../agent/types.ts';
import { UserError } from '../../errors.ts';
import { parseDiff } from '../../guards/parse-diff.ts';
import type { OpenSpec } from '../../sandbox/types.ts';
import type { EvalOutcome } from '../outcome.ts';
import type { Task } from '../tasks/task.ts';
import { approvingJudge, deadJudge, madeUpToken, scriptedAgent, type Step } from './scripted-models.ts';

/** What a scripted agent needs to know of a task of the self-test. */
export interface TaskFacts {
  /** A right change, and one that looks right. */
  gold: string;
  wrong: string;
  /** The file that both change, its tests, and a file that has nothing to do with it. */
  main: string;
  test: string;
  unrelated: string;
  /** Which of the self-test's tasks it is, from 0. */
  number: number;
}

export interface Cast {
  agent: Model;
  judge: Model;
  expected: EvalOutcome;
  /** The engine gives no sandbox for this any more. */
  engineDies?: OpenSpec['purpose'];
}

export const SELF_TEST_AGENTS = [
  'good',
  'does nothing',
  'gives up',
  'breaks CI',
  'flaky CI',
  'green but wrong',
  'creeps',
  'disables a test',
  'edits CI',
  'leaks a secret',
  'infra dies',
] as const;
export type SelfTestAgent = (typeof SELF_TEST_AGENTS)[number];

/** The files of a task of the self-test: one in `src/` that the gold change edits, `test/` beside it, `src/version.js`. */
export function factsOf(task: Task, wrong: string, number: number): TaskFacts {
  const main = parseDiff(task.gold ?? '')[0]?.path;
  if (task.gold === null || main === undefined) throw new UserError(`${task.id} has no gold change.`);
  const test = main.replace(/^src\/(.*)\.js$/, 'test/$1.test.js');
  return { gold: task.gold, wrong, main, test, unrelated: 'src/version.js', number };
}

/** Who plays in a trial, and the outcome that is right whatever anybody thinks of it. */
export function castOf(agent: SelfTestAgent, facts: TaskFacts): Cast {
  const { gold, wrong, main, test, unrelated } = facts;
  const good = apply(gold);
  const does = (...commands: string[]): Pick<Cast, 'agent' | 'judge'> => ({
    agent: scriptedAgent(({ turn }) => (turn === 0 ? { bash: commands.join('\n') } : { say: 'It is done.' })),
    judge: approvingJudge(),
  });
  const add = (path: string, line: string) => `printf '%s\\n' ${quoted(line)} >> ${path}`;
  const noPr = (reason: 'gave_up' | 'guard_veto'): EvalOutcome => ({ kind: 'no_pr', reason });
  switch (agent) {
    case 'good':
      return { ...does(good), expected: { kind: 'pr_good' } };
    case 'does nothing':
      return { ...says({ say: 'Nothing needs to be done.' }), expected: noPr('gave_up') };
    case 'gives up':
      return { ...says({ cannotDo: 'What is asked for contradicts the tests.' }), expected: noPr('gave_up') };
    case 'breaks CI':
      return { ...breaksCi(good, main, add), expected: { kind: 'pr_ci_red', reason: 'code' } };
    case 'flaky CI':
      return {
        ...does(good, add(main, `if (process['env'].GITHUB_RUN_ATTEMPT === '1') throw new Error('a slow machine');`)),
        expected: { kind: 'pr_ci_red', reason: 'flaky' },
      };
    case 'green but wrong':
      return { ...does(apply(wrong)), expected: { kind: 'pr_wrong', reason: 'hidden_test' } };
    case 'creeps':
      return {
        ...does(good, add(unrelated, 'export const major = 1;')),
        expected: { kind: 'pr_wrong', reason: 'scope' },
      };
    case 'disables a test':
      return { ...does(good, `sed -i '0,/^test(/s//test.skip(/' ${test}`), expected: noPr('guard_veto') };
    case 'edits CI':
      return {
        ...does(good, `sed -i 's/run: node .*/& || true/' .github/workflows/ci.yml`),
        expected: noPr('guard_veto'),
      };
    case 'leaks a secret':
      return {
        ...does(good, add(main, `export const TOKEN = '${madeUpToken(main)}';`)),
        expected: noPr('guard_veto'),
      };
    case 'infra dies':
      return death(facts.number, does(good), good);
  }
}

const says = (step: Step): Pick<Cast, 'agent' | 'judge'> => ({
  agent: scriptedAgent(() => step),
  judge: approvingJudge(),
});

/** What it prints only CI minds; sent to repair it, it prints something else. */
function breaksCi(good: string, main: string, add: (path: string, line: string) => string) {
  const agent = scriptedAgent(({ turn, repairs }): Step => {
    if (turn > 0) return { say: 'It is done.' };
    const line = `console.log('${repairs ? 'still ' : ''}loaded');`;
    return { bash: repairs ? add(main, line) : `${good}\n${add(main, line)}` };
  });
  return { agent, judge: approvingJudge() };
}

/** Each task loses something else: the model at once or at the end, the judge, the engine for one purpose. */
function death(number: number, good: Pick<Cast, 'agent' | 'judge'>, apply: string): Cast {
  const expected: EvalOutcome = { kind: 'no_pr', reason: 'infra' };
  const dies = { dies: 'scripted: the server of the model is gone' };
  switch (number % 6) {
    case 0:
      return { ...says(dies), expected };
    case 1:
      return {
        agent: scriptedAgent(({ turn }) => (turn === 0 ? { bash: apply } : dies)),
        judge: approvingJudge(),
        expected,
      };
    case 2:
      return { ...good, judge: deadJudge(), expected };
    case 3:
      return { ...good, engineDies: 'agent', expected };
    case 4:
      return { ...good, engineDies: 'gate', expected };
    default:
      return { ...good, engineDies: 'local', expected: { kind: 'pr_ci_red', reason: 'infra' } };
  }
}

const apply = (patch: string): string => `git apply --whitespace=nowarn <<'END_OF_PATCH'\n${patch}END_OF_PATCH`;

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
