import { describe, expect, test } from '@jest/globals';
import type { CheckConclusion, CheckState } from '../../src/github/types.ts';
import { type OuterSnapshot, decide } from '../../src/runs/decide.ts';
import type { Evidence } from '../../src/runs/diagnose.ts';
import type { Failure } from '../../src/verifiers/types.ts';

const MINUTE = 60_000;
const NOW = Date.parse('2026-11-24T12:00:00Z');
const OURS = 'a'.repeat(40);

function check(name: string, conclusion: CheckConclusion | null, change: Partial<CheckState> = {}): CheckState {
  const status = conclusion === null ? 'pending' : 'completed';
  return {
    app: 'github-actions',
    name,
    status,
    conclusion,
    checkRunId: 1,
    url: null,
    at: NOW - 10 * MINUTE,
    text: '',
    ...change,
  };
}

interface Change extends Omit<Partial<OuterSnapshot>, 'pr' | 'ci'> {
  checks?: CheckState[];
  pr?: Partial<OuterSnapshot['pr']>;
  ci?: Partial<OuterSnapshot['ci']>;
}

const SETTINGS = {
  settleMs: 3 * MINUTE,
  startMs: 15 * MINUTE,
  maxRepairs: 3,
  maxFlakeReruns: 2,
  maxInfraReruns: 5,
  readyWhenGreen: true,
};

/** Pushed twenty minutes ago, still a draft, CI quiet for ten. */
function snapshot({ checks = [], pr = {}, ci = {}, ...change }: Change = {}): OuterSnapshot {
  return {
    now: NOW,
    settings: SETTINGS,
    pr: { state: 'open', merged: false, draft: true, headSha: OURS, mergeable: true, ...pr },
    labels: [],
    head: OURS,
    earlierHeads: [],
    pushedAt: NOW - 20 * MINUTE,
    ci: { sha: OURS, checks, workflowsPending: false, ...ci },
    ciChangedAt: 0,
    repairsSpent: 0,
    reruns: { flaky: 0, infra: 0 },
    required: [],
    readied: null,
    waitedForBase: false,
    baseMerges: 0,
    evidence: checks
      .filter((it) => !['success', 'neutral', 'skipped', 'action_required'].includes(it.conclusion ?? ''))
      .map((it) => evidence(it)),
    changed: new Set(['src/ours.js']),
    unverified: false,
    ...change,
  };
}

/** What a log says of a red check: nothing in particular, unless told otherwise. */
function evidence(of: CheckState, change: Partial<Evidence> = {}): Evidence {
  return { check: of, text: '', failures: [], base: null, flips: false, ...change };
}
const failing = (test: string, file: string): Failure => ({
  key: `${file}|${test}`,
  text: `${file} ${test}`,
  file,
  test,
});

/** An action as one line, so that the table can be read. */
function said(given: OuterSnapshot): string {
  const action = decide(given);
  switch (action.kind) {
    case 'wait':
      return action.untilMs === null ? 'wait' : `wait ${(action.untilMs - NOW) / 1000} s`;
    case 'read_logs':
      return `read_logs ${action.checks.map((it) => it.name).join(' ')}`;
    case 'repair':
    case 'rerun':
    case 'wait_for_base':
      return [action.kind, ...action.red.map((it) => it.evidence.check.name)].join(' ');
    case 'merge_base':
    case 'ready_for_ci':
    case 'read_required':
      return action.kind;
    default:
      return `${action.kind} ${action.outcome.kind}{${action.outcome.reason}}`;
  }
}

const READY = { draft: false };
const green = check('build', 'success');
const red = check('build', 'failure');

const CASES: [string, Change, string][] = [
  // Green, and what does not count as it.
  ['all green', { checks: [green, check('lint', 'success')] }, 'mark_ready pr_good{ci_green}'],
  [
    'green with neutral and skipped ones',
    { checks: [green, check('a', 'neutral'), check('b', 'skipped')] },
    'mark_ready pr_good{ci_green}',
  ],
  ['only a neutral one', { checks: [check('a', 'neutral')] }, 'mark_ready pr_good{ci_green}'],
  [
    'green, and a person took the draft away already',
    { checks: [green], pr: { draft: false } },
    'done pr_good{ci_green}',
  ],
  [
    'green where drafts are refused',
    { checks: [green], pr: { draft: false }, labels: ['fettle:in-progress'] },
    'mark_ready pr_good{ci_green}',
  ],
  ['green, but not all was verified', { checks: [green], unverified: true }, 'hand_over pr_handed_over{unverified}'],
  ['only skipped ones', { checks: [check('a', 'skipped')], pr: READY }, 'no_ci pr_handed_over{no_ci}'],
  ['only skipped ones, on a draft', { checks: [check('a', 'skipped')] }, 'ready_for_ci'],
  // Nothing reported is not success.
  ['nothing reported yet', { pushedAt: NOW - MINUTE }, 'wait 840 s'],
  ['nothing reported for long', { pr: READY }, 'no_ci pr_handed_over{no_ci}'],
  ['nothing reported for long, on a draft', {}, 'ready_for_ci'],
  ['nothing reported, on a draft that nobody verified', { unverified: true }, 'no_ci pr_handed_over{no_ci}'],
  [
    'nothing reported, where drafts are to stay',
    { settings: { ...SETTINGS, readyWhenGreen: false } },
    'no_ci pr_handed_over{no_ci}',
  ],
  [
    'nothing reported, the draft taken away a minute ago',
    { pr: READY, readied: { at: NOW - MINUTE, done: true } },
    'wait 840 s',
  ],
  [
    'nothing reported, a crash while the draft was taken away',
    { pr: READY, readied: { at: NOW - 20 * MINUTE, done: false } },
    'ready_for_ci',
  ],
  [
    'nothing reported, made a draft again by a person',
    { readied: { at: NOW - 20 * MINUTE, done: true } },
    'no_ci pr_handed_over{no_ci}',
  ],
  // Checks that the base branch demands.
  ['green, rules not read yet', { checks: [green], required: 'unread' }, 'read_required'],
  ['green, rules unreadable', { checks: [green], required: null }, 'mark_ready pr_good{ci_green}'],
  ['green with all that is demanded', { checks: [green], required: ['build'] }, 'mark_ready pr_good{ci_green}'],
  [
    'green, a demanded one skipped',
    { checks: [green, check('e2e', 'skipped')], required: ['e2e'] },
    'mark_ready pr_good{ci_green}',
  ],
  [
    'green, a demanded one not there yet',
    { checks: [check('build', 'success')], required: ['e2e'], pushedAt: NOW - 12 * MINUTE },
    'wait 180 s',
  ],
  ['green, a demanded one never there, on a draft', { checks: [green], required: ['e2e'] }, 'ready_for_ci'],
  [
    'green, a demanded one never there',
    { checks: [green], required: ['e2e'], pr: READY },
    'hand_over pr_handed_over{required_missing}',
  ],
  ['red, a demanded one never there', { checks: [red], required: ['e2e'] }, 'repair build'],
  ['no check yet, but a workflow is going', { ci: { workflowsPending: true } }, 'wait'],
  ['only skipped ones, just pushed', { checks: [check('a', 'skipped')], pushedAt: NOW - MINUTE }, 'wait 840 s'],
  // Pending, late and settling.
  ['one pending', { checks: [green, check('lint', null)] }, 'wait'],
  ['red, but one pending', { checks: [red, check('lint', null)] }, 'wait'],
  ['red, and the next job of the workflow not yet there', { checks: [red], ci: { workflowsPending: true } }, 'wait'],
  ['green a minute ago', { checks: [check('build', 'success', { at: NOW - MINUTE })] }, 'wait 120 s'],
  ['red a minute ago', { checks: [check('build', 'failure', { at: NOW - MINUTE })] }, 'wait 120 s'],
  ['a check came late', { checks: [green], ciChangedAt: NOW - MINUTE }, 'wait 120 s'],
  ['green checks that are older than our push', { checks: [green], pushedAt: NOW - MINUTE }, 'wait 120 s'],
  ["GitHub's clock runs ahead", { checks: [check('build', 'success', { at: NOW + 60 * MINUTE })] }, 'wait 180 s'],
  [
    'no settle time set',
    { checks: [check('build', 'success', { at: NOW })], settings: { ...SETTINGS, settleMs: 0, startMs: 0 } },
    'mark_ready pr_good{ci_green}',
  ],
  // Red.
  ['red', { checks: [red, green] }, 'repair build'],
  ['two red', { checks: [red, check('test', 'failure')] }, 'repair build test'],
  ['red, its siblings cancelled', { checks: [red, check('test', 'cancelled')] }, 'repair build'],
  ['red for the last time', { checks: [red], repairsSpent: 2 }, 'repair build'],
  ['red, all repairs spent', { checks: [red], repairsSpent: 3 }, 'hand_over pr_ci_red{repairs_spent}'],
  [
    'a red classic status',
    { checks: [check('ci/jenkins', 'failure', { app: 'status', checkRunId: null })] },
    'repair ci/jenkins',
  ],
  // No fault of the code: never repaired, never green.
  ...(['cancelled', 'stale', 'startup_failure', 'timed_out'] as const).map((word): [string, Change, string] => [
    `green but for a ${word}`,
    { checks: [green, check('x', word)] },
    'rerun x',
  ]),
  [
    'cancelled, run again five times',
    { checks: [check('x', 'cancelled')], reruns: { flaky: 0, infra: 5 } },
    'hand_over pr_ci_red{infra}',
  ],
  [
    'cancelled again a moment ago',
    { checks: [check('x', 'cancelled')], reruns: { flaky: 0, infra: 2 }, ciChangedAt: NOW - 4 * MINUTE },
    'wait 60 s',
  ],
  // Diagnosed: only code is repaired.
  ['logs not read yet', { checks: [red], evidence: null }, 'read_logs build'],
  [
    'a lost runner',
    { checks: [red], evidence: [evidence(red, { text: 'The hosted runner lost communication with the server.' })] },
    'rerun build',
  ],
  [
    'a registry away',
    { checks: [red], evidence: [evidence(red, { couldNotRun: 'registry_unreachable' })] },
    'rerun build',
  ],
  [
    'a failing test that prints ECONNRESET',
    { checks: [red], evidence: [evidence(red, { text: 'ECONNRESET', failures: [failing('sends', 'src/ours.js')] })] },
    'repair build',
  ],
  [
    'a secret is missing',
    { checks: [red], evidence: [evidence(red, { text: 'Error: Input required and not supplied: token' })] },
    'hand_over pr_ci_red{environment}',
  ],
  [
    'a service is missing',
    { checks: [red], evidence: [evidence(red, { couldNotRun: 'needs_service' })] },
    'hand_over pr_ci_red{environment}',
  ],
  [
    'timed out in a failing test',
    {
      checks: [check('x', 'timed_out')],
      evidence: [evidence(check('x', 'timed_out'), { failures: [failing('hangs', 'src/ours.js')] })],
    },
    'repair x',
  ],
  [
    'red on base for the same',
    {
      checks: [red],
      evidence: [
        evidence(red, {
          failures: [failing('old', 'a.js')],
          base: { state: 'red', failures: [failing('old', 'a.js')] },
        }),
      ],
    },
    'wait_for_base build',
  ],
  [
    'red on base, and for more here',
    {
      checks: [red],
      evidence: [
        evidence(red, {
          failures: [failing('old', 'a.js'), failing('new', 'src/ours.js')],
          base: { state: 'red', failures: [failing('old', 'a.js')] },
        }),
      ],
    },
    'repair build',
  ],
  [
    'base is green again',
    { checks: [red], waitedForBase: true, evidence: [evidence(red, { base: { state: 'green', failures: [] } })] },
    'merge_base',
  ],
  [
    'base moved, and its CI is still going',
    { checks: [red], waitedForBase: true, evidence: [evidence(red, { base: { state: 'pending', failures: [] } })] },
    'wait_for_base build',
  ],
  ['base moved, and its CI has not begun', { checks: [red], waitedForBase: true }, 'wait_for_base build'],
  ['a known flake', { checks: [red], evidence: [evidence(red, { flips: true })] }, 'rerun build'],
  [
    'a known flake, run again twice',
    { checks: [red], evidence: [evidence(red, { flips: true })], reruns: { flaky: 2, infra: 0 } },
    'hand_over pr_ci_red{flaky}',
  ],
  [
    'a test that has nothing to do with the change',
    { checks: [red], evidence: [evidence(red, { failures: [failing('far', 'lib/far.js')] })] },
    'rerun build',
  ],
  [
    'the same, red again',
    {
      checks: [red],
      evidence: [evidence(red, { failures: [failing('far', 'lib/far.js')] })],
      reruns: { flaky: 1, infra: 0 },
    },
    'repair build',
  ],
  [
    'the same, no re-runs allowed',
    {
      checks: [red],
      evidence: [evidence(red, { failures: [failing('far', 'lib/far.js')] })],
      settings: { ...SETTINGS, maxFlakeReruns: 0 },
    },
    'repair build',
  ],
  [
    'code and a lost runner',
    {
      checks: [red, check('x', 'failure')],
      evidence: [evidence(red), evidence(check('x', 'failure'), { text: 'lost communication with the server' })],
    },
    'repair build',
  ],
  // The base branch.
  ['in conflict with base, CI pending', { checks: [check('build', null)], pr: { mergeable: false } }, 'merge_base'],
  [
    'in conflict for the sixth time',
    { pr: { mergeable: false }, baseMerges: 5 },
    'hand_over pr_handed_over{base_moves}',
  ],
  ['not known whether in conflict', { checks: [green], pr: { mergeable: null } }, 'mark_ready pr_good{ci_green}'],
  [
    'one that asks for approval',
    { checks: [green, check('deploy', 'action_required')] },
    'hand_over pr_handed_over{action_required}',
  ],
  // People come first.
  ['merged', { checks: [red], pr: { state: 'closed', merged: true } }, 'done pr_closed{merged}'],
  ['closed', { checks: [red], pr: { state: 'closed' } }, 'done pr_closed{unmerged}'],
  ['closed and held', { pr: { state: 'closed' }, labels: ['fettle:hold'] }, 'done pr_closed{unmerged}'],
  ['held though red', { checks: [red], labels: ['bug', 'fettle:hold'] }, 'wait'],
  ['held though somebody pushed', { pr: { headSha: 'b'.repeat(40) }, labels: ['fettle:hold'] }, 'wait'],
  ['somebody pushed', { checks: [red], pr: { headSha: 'b'.repeat(40) } }, 'hand_over pr_handed_over{person_pushed}'],
  ['our push does not show yet', { pr: { headSha: 'b' }, earlierHeads: ['b'], pushedAt: NOW - MINUTE }, 'wait 60 s'],
  [
    'somebody reset the branch to an earlier commit',
    { pr: { headSha: 'b' }, earlierHeads: ['b'] },
    'hand_over pr_handed_over{person_pushed}',
  ],
];

describe('decide', () => {
  test.each(CASES)('%s', (_, change, action) => {
    expect(said(snapshot(change))).toBe(action);
  });

  test('a failure that is gone is forgotten, and one that comes late is not', () => {
    expect(said(snapshot({ checks: [green], repairsSpent: 2 }))).toBe('mark_ready pr_good{ci_green}');
    expect(said(snapshot({ checks: [green, check('late', 'failure')] }))).toBe('repair late');
  });

  test('says what it waits for and why it gives up', () => {
    const many = ['a', 'b', 'c', 'd', 'e'].map((name) => check(name, null));
    expect(decide(snapshot({ checks: many }))).toMatchObject({ why: 'a, b, c and 2 more still to finish' });
    expect(decide(snapshot({ checks: [red], repairsSpent: 3 }))).toMatchObject({
      why: 'build: it is red on our commit, after 3 repairs',
    });
    expect(decide(snapshot({ ci: { unknown: ['statuses'] } }))).toMatchObject({
      outcome: { detail: 'the app may not read checks or commit statuses of this repository' },
    });
  });
});
