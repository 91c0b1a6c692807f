import { describe, expect, test } from '@jest/globals';
import {
  branchName,
  commitMessage,
  endComment,
  outcomeName,
  pullRequestBody,
  pullRequestTitle,
  statusComment,
  statusMarker,
} from '../../../src/github/texts.ts';
import type { Outcome } from '../../../src/runs/types.ts';
import { aGate, aReport, aRun, anAttempt, anEvent } from './sample.ts';

const repair = anAttempt({
  number: 2,
  feedback: [
    {
      source: 'ci',
      headline: 'CI is red on the commit you made.',
      items: [{ title: 'integration (node 22)', body: 'log' }],
    },
  ],
  summary: 'The integration script reads grams now.',
});
const HOSTILE =
  'Fixes #3, closes acme/other#4, resolves https://github.com/acme/parcel/issues/5 cc @octocat @acme/all <!-- x --> <img src=x> [skip ci]';

/** Nobody is mentioned, no issue of theirs is referred to and no CI is skipped. */
function hasNoLife(text: string): void {
  expect(text).not.toMatch(/@octocat|@acme/);
  expect(text).not.toMatch(/#[345]\b|issues\/5(?<!:\u200b\/\/.*)/);
  expect(text).not.toContain('[skip ci]');
}

describe('the pull request', () => {
  test('says what an install asked for and did not get, also where it succeeded', () => {
    const report = aGate({ reports: [aReport({ refused: ['evil.example:443'] }), aReport({ check: 'npm:lint' })] });
    const text = pullRequestBody({ run: aRun(), attempts: [anAttempt()], report });
    expect(text).toMatch(/The install asked for evil\S*example:443, which is not allowed\./);
    expect(pullRequestBody({ run: aRun(), attempts: [anAttempt()], report: aGate() })).not.toContain('install asked');
  });

  test('reads as a reviewer needs it, weak spots first', () => {
    const report = aGate({
      reports: [
        aReport(),
        aReport({
          check: 'npm:lint',
          command: 'npm run lint',
          result: 'pre_existing',
          baseline: 'red',
          summary: '3 problems, all on base too',
          detail: 'src/weight.js:3 no-unused-vars',
          durationMs: 900,
        }),
        aReport({
          check: 'npm:test packages/db',
          result: 'could_not_run',
          reason: 'needs_service',
          summary: 'needs PostgreSQL on port 5432',
          durationMs: 3_000,
        }),
      ],
      findings: [
        {
          rule: 'gate_changed',
          file: 'package.json',
          hunk: null,
          why: 'The script test differs from base.',
          allowed: 'the task names package.json',
        },
      ],
    });
    expect(pullRequestBody({ run: aRun(), attempts: [anAttempt(), repair], report })).toMatchSnapshot();
  });

  test('closes its own issue once, and no other, whoever asks for it', () => {
    const run = aRun({ task: { ...aRun().task, title: HOSTILE, request: HOSTILE, requestedBy: 'x`@octocat' } });
    const attempts = [anAttempt({ summary: HOSTILE }), anAttempt({ ...repair, summary: HOSTILE })];
    const report = aGate({
      reports: [aReport({ check: HOSTILE, result: 'failed', summary: HOSTILE, detail: HOSTILE, command: HOSTILE })],
      findings: [{ rule: 'secret', file: HOSTILE, hunk: null, why: HOSTILE, allowed: HOSTILE }],
    });
    const body = pullRequestBody({ run, attempts, report });
    expect(body.match(/\b(?:clos|fix|resolv)\w*:?\s+#?\S*\d/gi)).toEqual(['Closes #12']);
    hasNoLife(body);
    // Code is shown as it is, and titles are not rendered.
    expect(body.replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, '')).not.toMatch(/<!--|<img/);
    hasNoLife(pullRequestTitle(run));
    hasNoLife(commitMessage(run, repair));
  });

  test('shows both plans where the task changed what checks it', () => {
    const check = {
      id: 'npm:test',
      verifier: 'npm',
      component: '',
      phase: 'test' as const,
      argv: [],
      cwd: '',
      timeoutMs: 1,
    };
    const plan = (command: string) => ({ checks: [{ ...check, command }], installs: [], gateFiles: [] });
    const body = pullRequestBody({
      run: aRun(),
      attempts: [anAttempt()],
      report: aGate({ plan: plan('node --test | tee log') }),
      basePlan: plan('mocha'),
    });
    expect(body).toContain('| npm:test | `mocha` | `node --test \\| tee log` |');
  });

  test('says which checks were not run again, and of an unsigned commit that it is one', () => {
    const report = aGate({ reports: [aReport(), aReport({ check: 'npm:test web', cached: true, durationMs: 0 })] });
    const body = pullRequestBody({ run: aRun(), attempts: [anAttempt()], report, signed: false });
    expect(body).toContain('| npm:test web | ✅ passed, unchanged |');
    expect(body).toContain('Unchanged: it passed before');
    expect(body).toContain('The last commit is not signed');
    const plain = pullRequestBody({ run: aRun(), attempts: [anAttempt()], report: aGate({ reports: [aReport()] }) });
    expect(plain).not.toMatch(/Unchanged|not signed/);
  });

  test('fits whatever the tools said', () => {
    const noise = 'x'.repeat(50_000);
    const reports = Array.from({ length: 60 }, (_, at) =>
      aReport({ check: `c${at}`, result: 'failed', detail: noise }),
    );
    const body = pullRequestBody({
      run: aRun(),
      attempts: [anAttempt({ summary: noise })],
      report: aGate({ reports }),
    });
    expect(body.length).toBeLessThan(65_000);
    expect(body).toContain('### Cost');
    expect(body.match(/<details>/g)?.length).toBe(body.match(/<\/details>/g)?.length);
  });

  test('repeats no credential, also one that inertness would hide from the redactor', () => {
    const summary = 'cloned https://x-access-token:abcdefgh12345@example.org/a.git with p@ssw0rd#1';
    const body = pullRequestBody({
      run: aRun(),
      attempts: [anAttempt({ summary })],
      report: aGate(),
      redact: (text) => text.replaceAll('p@ssw0rd#1', '[redacted]'),
    });
    expect(body.replaceAll('\u200b', '')).not.toMatch(/abcdefgh12345|ssw0rd/);
  });
});

describe('names', () => {
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

  test.each([
    ['switched off', { level: 'off' }, 'it is switched off by the settings'],
    ['in shadow', { level: 'shadow' }, 'the judge is recorded and not shown'],
    ['not to be heard', { level: 'advise', failed: 'overloaded' }, 'gave no verdict: overloaded'],
    [
      'advice',
      { level: 'advise' },
      '**objects**. By the settings that is advice. If it is wrong, comment `/fettle overrule`',
    ],
    [
      'overruled',
      { level: 'block', overruled: { by: 'ada', why: 'It is fine, @bob.' } },
      '`ada` **overruled the judge**',
    ],
  ] as const)('a judge that is %s is said to be', (_name, judge, expected) => {
    const { verdict } = aGate();
    if (verdict === null) throw new Error('the sample has a verdict');
    const report = aGate({ judge, verdict: { ...verdict, verdict: 'veto' } });
    const body = pullRequestBody({ run: aRun(), attempts: [anAttempt()], report });
    expect(body).toContain(expected);
    expect(body.includes('by criterion')).toBe(
      !('failed' in judge) && judge.level !== 'off' && judge.level !== 'shadow',
    );
    hasNoLife(body);
  });

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
