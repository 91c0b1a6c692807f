import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { runStore } from '../../src/runs/store.ts';
import type { GateReport, RunEvent } from '../../src/runs/types.ts';
import type { Database } from '../../src/store/types.ts';
import { someRuns, type SomeRun } from './some-runs.ts';

const deflated = promisify<Buffer, Buffer>(deflate);

export const SUM_DIFF = `diff --git a/src/sum.js b/src/sum.js
index 1111111111111111111111111111111111111111..2222222222222222222222222222222222222222 100644
--- a/src/sum.js
+++ b/src/sum.js
@@ -1,4 +1,5 @@ export
 // Sums of two.
-export const sum = (a, b) => a - b;
+// It adds.
+export const sum = (a, b) => a + b;
 
 export const zero = 0;
diff --git a/test/sum.test.js b/test/sum.test.js
new file mode 100644
index 0000000000000000000000000000000000000000..3333333333333333333333333333333333333333
--- /dev/null
+++ b/test/sum.test.js
@@ -0,0 +1,2 @@
+import { sum } from '../src/sum.js';
+test('adds', () => expect(sum(1, 2)).toBe(3));
`;

const red = {
  check: 'npm:test',
  component: '',
  phase: 'test',
  command: 'npm test',
  result: 'failed',
  summary: '1 of 12 tests failed',
  detail: 'not ok 3 - adds\n  at test/sum.test.js:2\n  expected: 3\n  actual: -1',
  baseline: 'green',
  failures: [],
  durationMs: 4_210,
};
const green = { ...red, result: 'passed', summary: '12 tests passed', detail: '' };
const verdict = {
  verdict: 'approve',
  criteria: {
    does_what_was_asked: { met: true, why: 'sum adds now, and a test shows it.' },
    nothing_else: { met: true, why: 'Only src/sum.js and its test.' },
    no_weakened_checks: { met: true, why: 'No check was touched.' },
    plausibly_correct: { met: true, why: 'The operator is the right one.' },
  },
  objections: [],
  unrequested: [],
};
const usage = { input: 900, output: 412, cacheRead: 21_000, cacheWrite: 3_000 };

/** Everything that a timeline can hold, in order: attempt, kind, text, data. */
const STORY: readonly [number, RunEvent['kind'], string, unknown?][] = [
  [1, 'acknowledged', 'maria put the label on the issue'],
  [1, 'cloned', 'Cloned main at 4f2a9c1'],
  [
    1,
    'baseline',
    'Dependencies: npm ci failed (registry unreachable)',
    { output: 'npm ERR! 403', refused: ['telemetry.example:443'] },
  ],
  [1, 'baseline', 'Checks fixed from base: npm:test', [{ id: 'npm:test', command: 'npm test' }]],
  [1, 'attempt_started', 'The agent starts'],
  [1, 'tool', 'searches for sum', { name: 'search', ok: true, durationMs: 40 }],
  [1, 'tool', 'edits src/sum.js', { name: 'str_replace_based_edit_tool', ok: true, durationMs: 12 }],
  [1, 'turn', 'Turn 1', { costUsd: 0.04, usage }],
  [1, 'tool', 'runs node --test (exit 1)', { name: 'bash', ok: false, durationMs: 5_300 }],
  [1, 'turn', 'Turn 2', { costUsd: 0.07, usage }],
  [1, 'verify', 'npm:test: failed, 1 of 12 tests failed', red],
  [1, 'tool', 'says that it is done'],
  [1, 'gate_guards', 'Guards: nothing to object', []],
  [1, 'gate_verifiers', 'Verifiers: npm:test passed', [green]],
  [1, 'gate_judge', 'Judge: approves', verdict],
  [1, 'published', 'Pushed 9c1d2e3 to fettle/101-sum'],
  [1, 'pull_request', 'Opened pull request #88 as a draft'],
  [1, 'ci', 'CI is red on 9c1d2e3: build'],
  [1, 'escape', 'Green here and red in CI: npm:test'],
  [1, 'repair', 'Read the logs of build', [{ title: 'build', body: 'error: sum is not exported' }]],
  [2, 'attempt_started', 'Attempt 2: the agent repairs'],
  [
    2,
    'gate_guards',
    'Guards: weakened test in test/sum.test.js',
    [{ rule: 'weakened_test', file: 'test/sum.test.js', hunk: null, line: 2, why: 'an assertion was taken out' }],
  ],
  [
    2,
    'gate_verifiers',
    'Verifiers: npm:test failed',
    [
      red,
      {
        ...red,
        check: 'npm:lint',
        result: 'could_not_run',
        reason: 'tool_missing',
        summary: 'eslint is not there',
        detail: 'sh: eslint: not found',
      },
    ],
  ],
  [
    2,
    'gate_judge',
    'Judge: vetoes (nothing else not met)',
    {
      ...verdict,
      verdict: 'veto',
      objections: [
        {
          criterion: 'nothing_else',
          path: 'src/zero.js',
          hunk: '@@ -1 +1 @@',
          why: 'nobody asked for it',
          cited: true,
        },
      ],
    },
  ],
];

/** A run that has been through everything, still at work unless told otherwise. Returns its id. */
export async function toldRun(
  database: Database,
  change: Partial<SomeRun> = {},
  more: readonly RunEvent[] = [],
): Promise<string> {
  const [id = ''] = await someRuns(database, [
    {
      title: 'sum must add',
      repo: 'acme/shop',
      state: 'working',
      attempts: 2,
      pr: 88,
      costUsd: 0.31,
      ago: 600_000,
      ...change,
    },
  ]);
  const store = runStore(database);
  const begun = Date.now() - 600_000;
  for (const [at, [attempt, kind, text, data]] of STORY.entries())
    await store.addEvent({
      runId: id,
      at: new Date(begun + at * 17_000),
      attempt,
      kind,
      text,
      ...(data === undefined ? {} : { data }),
    });
  for (const event of more) await store.addEvent({ ...event, runId: id });
  await store.updateAttempt(id, 1, {
    patch: await deflated(Buffer.from(SUM_DIFF)),
    stage: 'published',
    gate: {
      tree: 't',
      baseSha: '4f2a9c1'.padEnd(40, '0'),
      plan: { checks: [{ id: 'npm:test', command: 'npm test' }] },
      reports: [green, { ...red, check: 'npm:lint', result: 'could_not_run', durationMs: 0 }],
    } as unknown as GateReport,
    commitSha: '9c1d2e3'.padEnd(40, '0'),
  });
  const raw = {
    check: 'npm:test',
    onBase: false,
    status: 'exited',
    exitCode: 1,
    durationMs: 4_210,
    bytes: 90,
    cut: 0,
  } as const;
  await store.addRawLog(id, 1, {
    ...raw,
    text: '> node --test\n\u001b[31mnot ok 3 - adds\u001b[0m\n<script>alert(1)</script>\n',
  });
  await store.addRequest(id, 'k1', { kind: 'tool', name: 'ruby', why: 'The generator is written in it.' }, null);
  return id;
}
