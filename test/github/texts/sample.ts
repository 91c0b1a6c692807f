import type { ChangeText } from '../../../src/github/texts/change-text.ts';
import type { Attempt, GateReport, Run, RunEvent } from '../../../src/runs/types.ts';
import type { Report } from '../../../src/verifiers/types.ts';

/** One run as a story would leave it; a test changes what it is about. */
export const START = new Date('2026-11-24T09:05:00Z');

export function aRun(change: Partial<Run> = {}): Run {
  return {
    id: 'r-4f2a91c7',
    repo: { owner: 'acme', name: 'parcel', installationId: 1 },
    issue: 12,
    trigger: { kind: 'label', key: 'label:77' },
    task: {
      title: 'Weights below 1 kg are rounded to zero',
      body: 'A parcel of 0.4 kg ships for free.',
      comments: [],
      request: null,
      requestedBy: 'maria',
      requestedAt: START.toISOString(),
      hash: 'f00d',
    },
    state: 'watching',
    outcome: null,
    branch: 'fettle/12-weights-below-1-kg-are-rounded-to-zero',
    baseBranch: 'main',
    baseSha: 'b'.repeat(40),
    prNumber: 15,
    headSha: 'c'.repeat(40),
    statusCommentId: null,
    watched: null,
    cancel: null,
    cancelBy: null,
    resumedAt: null,
    held: false,
    createdAt: START,
    updatedAt: START,
    ...change,
  };
}

export function anAttempt(change: Partial<Attempt> = {}): Attempt {
  return {
    runId: 'r-4f2a91c7',
    number: 1,
    mergeSha: null,
    startSha: 'b'.repeat(40),
    feedback: [],
    stage: 'published',
    rounds: 1,
    spent: {
      turns: 9,
      usage: { input: 1_200, output: 3_400, cacheRead: 88_000, cacheWrite: 9_000 },
      costUsd: 0.21,
      ms: 74_000,
    },
    patch: null,
    tree: 'd'.repeat(40),
    summary: 'Rounded up to the next 100 g instead of down to whole kilograms, and added a test with 0.4 kg.',
    gate: null,
    commitSha: 'c'.repeat(40),
    createdAt: START,
    ...change,
  };
}

export function aReport(change: Partial<Report> = {}): Report {
  return {
    check: 'npm:test',
    component: '',
    phase: 'test',
    command: 'npm run test',
    result: 'passed',
    summary: '120 tests passed',
    detail: '',
    failures: [],
    durationMs: 12_400,
    ...change,
  };
}

export function aGate(change: Partial<GateReport> = {}): GateReport {
  return {
    tree: 'd'.repeat(40),
    baseSha: 'b'.repeat(40),
    passed: true,
    unverified: false,
    plan: { checks: [], installs: [], gateFiles: [] },
    findings: [],
    reports: [aReport()],
    verdict: {
      verdict: 'approve',
      criteria: {
        does_what_was_asked: { met: true, why: 'Rounds up, as the issue asks.' },
        nothing_else: { met: true, why: 'Two files, both about rounding.' },
        no_weakened_checks: { met: true, why: 'One test added, none changed.' },
        plausibly_correct: { met: true, why: 'Zero is handled too.' },
      },
      objections: [],
      unrequested: [],
      model: 'claude-opus-5-5',
      promptHash: 'abc',
    },
    failedAt: null,
    ...change,
  };
}

export function anEvent(seconds: number, kind: RunEvent['kind'], text: string): RunEvent {
  return { runId: 'r-4f2a91c7', at: new Date(START.getTime() + seconds * 1000), attempt: 1, kind, text };
}

/** What is told of the change of one run; the repository's page is where the double would have it. */
export function aChange(change: Partial<ChangeText> = {}): ChangeText {
  return {
    run: aRun(),
    attempts: [anAttempt()],
    report: aGate(),
    links: { repository: 'https://github.example/acme/parcel', run: null },
    ...change,
  };
}

/** The second attempt, after a red CI. */
export function aRepair(change: Partial<Attempt> = {}): Attempt {
  return anAttempt({
    number: 2,
    feedback: [
      {
        source: 'ci',
        headline: 'CI is red on the commit you made.',
        items: [{ title: 'integration (node 22)', body: 'log' }],
      },
    ],
    summary: 'The integration script reads grams now.',
    ...change,
  });
}

export const HOSTILE =
  'Fixes #3, closes acme/other#4, resolves https://github.com/acme/parcel/issues/5 cc @octocat @acme/all <!-- x --> <img src=x> [skip ci]';
