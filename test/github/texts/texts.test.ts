import { describe, expect, test } from '@jest/globals';
import {
  branchName,
  commitMessage,
  endComment,
  outcomeName,
  pullRequestTitle,
  statusComment,
  statusMarker,
} from '../../../src/github/texts.ts';
import type { Outcome } from '../../../src/runs/types.ts';
import { aGate, aRepair, aRun, anAttempt, anEvent, HOSTILE } from './sample.ts';

const repair = aRepair();

/** Nobody is mentioned, no issue of theirs is referred to and no CI is skipped. */
function hasNoLife(text: string): void {
  expect(text).not.toMatch(/@octocat|@acme/);
  expect(text).not.toMatch(/#[345]\b|issues\/5(?<!:\u200b\/\/.*)/);
  expect(text).not.toContain('[skip ci]');
}

describe('names', () => {
  test('titles and commit messages have no life', () => {
    const run = aRun({ task: { ...aRun().task, title: HOSTILE } });
    hasNoLife(pullRequestTitle(run));
    hasNoLife(commitMessage(run, repair));
  });

  test.each([
    [12, 'Weights below 1 kg are rounded to zero', 'fettle/12-weights-below-1-kg-are-rounded-to-zero'],
    [7, 'Grüße: “naïve” café — crème brûlée!', 'fettle/7-gru-e-naive-cafe-creme-brulee'],
    [1, '日本語', 'fettle/1-change'],
    [2, '../../etc --force @{u} .lock', 'fettle/2-etc-force-u-lock'],
    [3, 'a'.repeat(200), `fettle/3-${'a'.repeat(40)}`],
    [
      4,
      'The parser drops the last line of every file without a newline',
      'fettle/4-the-parser-drops-the-last-line-of-every',
    ],
  ])('the branch of %d, %j', (issue, title, branch) => {
    expect(branchName(issue, title)).toBe(branch);
  });

  test('a taken branch name gets the end of the run', () => {
    expect(branchName(1, 'Fix it', '0190-AB-cdef12')).toBe('fettle/1-fix-it-cdef12');
  });

  test('the commit says whose it is and holds no trailer of others', () => {
    const run = aRun({ task: { ...aRun().task, title: 'Fix\n\nSigned-off-by: Eve <e@example.org>\u202e' } });
    expect(commitMessage(run, anAttempt()).replaceAll('\u200b', '')).toBe(
      'Fix Signed-off-by: Eve <e@example.org>\n\nFor #12.\n\nFettle-Run: r-4f2a91c7\nFettle-Attempt: 1\n',
    );
    expect(commitMessage(aRun(), repair)).toMatch(/^Repair CI: Weights below 1 kg are rounded to zero\n/);
    expect(pullRequestTitle(aRun({ task: { ...run.task, title: ' \u200b ' } }))).toBe('Change for issue 12');
    expect(pullRequestTitle(aRun({ task: { ...run.task, title: 'y'.repeat(500) } }))).toHaveLength(120);
  });
});

describe('the status comment', () => {
  const events = [
    anEvent(0, 'acknowledged', 'maria put the label on the issue'),
    anEvent(4, 'cloned', 'Cloned main at bbbbbbb'),
    anEvent(20, 'turn', 'Reads src/weight.js'),
    anEvent(71, 'verify', 'npm:test failed: 1 of 120 tests failed'),
    anEvent(3_700, 'pull_request', 'Opened pull request 15 as a draft'),
  ];

  test('shows where the run is, with times, and the log folded', () => {
    expect(statusComment({ run: aRun(), events, attempts: [anAttempt()] })).toMatchSnapshot();
  });

  test('says how it ended', () => {
    const outcome: Outcome = { kind: 'pr_good', reason: 'ci_green', detail: '' };
    const text = statusComment({ run: aRun({ state: 'ended', outcome }), events, attempts: [anAttempt()] });
    expect(text.split('\n').slice(0, 2)).toEqual([
      statusMarker('r-4f2a91c7'),
      '**CI is green; the pull request is ready for review.** Pull request: #15. (`pr_good{ci_green}`)',
    ]);
    expect(text).not.toContain('To stop it');
  });

  test("stays within GitHub's limit after a thousand turns", () => {
    const many = Array.from({ length: 1_000 }, (_, at) => [
      anEvent(at, 'turn', `${at} ${'🦊@octocat '.repeat(25)}`),
      anEvent(at, 'verify', `${at} ${'| x '.repeat(70)}`),
    ]).flat();
    const text = statusComment({ run: aRun(), events: many, attempts: [] });
    expect(text.length).toBeLessThan(65_000);
    expect(text).toContain('more in the log');
    expect(text).not.toContain('@octocat');
  });
});

describe('the comment at the end', () => {
  const ends: Outcome[] = [
    ...(
      [
        'escalated',
        'gave_up',
        'budget',
        'refused',
        'verifier_red',
        'could_not_verify',
        'judge_veto',
        'guard_veto',
        'cancelled',
        'task_changed',
        'bad_config',
        'infra',
      ] as const
    ).map((reason): Outcome => ({ kind: 'no_pr', reason, detail: 'the detail' })),
    ...(['repairs_spent', 'environment', 'infra', 'gate', 'budget'] as const).map(
      (reason): Outcome => ({ kind: 'pr_ci_red', reason, detail: 'the detail' }),
    ),
    ...(['person_pushed', 'unverified', 'no_ci', 'action_required', 'hold', 'cancelled'] as const).map(
      (reason): Outcome => ({ kind: 'pr_handed_over', reason, detail: 'the detail' }),
    ),
  ];

  test.each(ends.map((outcome) => [outcomeName(outcome), outcome] as const))(
    '%s is named, with a next step',
    (name, outcome) => {
      const text = endComment({ run: aRun(), outcome, report: null, attempts: [], label: 'fix-me' });
      expect(text).toContain(`\`${name}\``);
      expect(text).toMatch(/\*\*What you can do\*\*\n- \S/);
      expect(text).toContain('> the detail');
      expect(text).not.toMatch(/[{](?:label|issue)[}]/);
    },
  );

  test('of a veto shows the objections; of a red CI what was tried', () => {
    const { verdict } = aGate();
    if (verdict === null) throw new Error('the sample has a verdict');
    const report = aGate({
      passed: false,
      failedAt: 'judge',
      verdict: {
        ...verdict,
        verdict: 'veto',
        criteria: { ...verdict.criteria, nothing_else: { met: false, why: 'Reformats README.md.' } },
        objections: [
          { criterion: 'nothing_else', path: 'README.md', hunk: '@@ -1,4 +1,9 @@', why: 'Not asked for.', cited: true },
          { criterion: 'nothing_else', path: 'nowhere', hunk: '@@ -1 +1 @@', why: 'I feel so.', cited: false },
        ],
      },
    });
    const veto: Outcome = { kind: 'no_pr', reason: 'judge_veto', detail: 'Vetoed in 3 rounds.' };
    const red: Outcome = { kind: 'pr_ci_red', reason: 'repairs_spent', detail: 'integration red after 3 repairs' };
    const label = 'fettle';
    expect(
      endComment({ run: aRun({ prNumber: null }), outcome: veto, report, attempts: [anAttempt()], label }),
    ).toMatchSnapshot();
    expect(
      endComment({ run: aRun(), outcome: red, report: null, attempts: [anAttempt(), repair], label }),
    ).toMatchSnapshot();
  });

  test('repeats nothing alive of an error or a reason', () => {
    const outcome: Outcome = { kind: 'no_pr', reason: 'escalated', detail: `${HOSTILE}\n## Approved\n/approve` };
    const text = endComment({ run: aRun(), outcome, report: null, attempts: [], label: 'fettle' });
    hasNoLife(text);
    expect(text).not.toMatch(/<!-- x|<img/);
    expect(text).toContain('\n> ## Approved\n');
  });
});

test('a run that waits for somebody does not look as if it were at work', () => {
  const run = aRun({ state: 'working', prNumber: null });
  const waits = anEvent(60, 'waiting', 'Waits for `/fettle go`: the plan is on the issue');
  const headOf = (events: ReturnType<typeof anEvent>[]) => statusComment({ run, events, attempts: [] }).split('\n')[1];
  expect(headOf([waits])).toContain('Fettle waits');
  expect(headOf([waits, anEvent(90, 'resumed', 'maria said go to the plan')])).toContain('Fettle is working on it');
});
