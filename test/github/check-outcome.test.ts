import { describe, expect, test } from '@jest/globals';
import { latestChecks } from '../../src/github/check-outcome.ts';
import type { CheckRunRead, CheckSuiteRead, CiReading, WorkflowRunRead } from '../../src/github/ci.ts';

const OWN = 42;

function run(
  id: number,
  name: string,
  conclusion: CheckRunRead['conclusion'],
  change: Partial<CheckRunRead> = {},
): CheckRunRead {
  const status = conclusion === null ? 'in_progress' : 'completed';
  return {
    id,
    name,
    status,
    conclusion,
    app: { id: 15368, slug: 'github-actions' },
    check_suite: { id: 1 },
    ...change,
  };
}
function workflow(id: number, change: Partial<WorkflowRunRead> = {}): WorkflowRunRead {
  return {
    id,
    name: 'CI',
    event: 'push',
    workflow_id: 7,
    check_suite_id: id,
    status: 'completed',
    conclusion: 'success',
    ...change,
  };
}
function suite(change: Partial<CheckSuiteRead> = {}): CheckSuiteRead {
  return { id: 1, status: 'queued', app: { id: 9, slug: 'other' }, latest_check_runs_count: 0, ...change };
}
function read(change: Partial<CiReading>) {
  const reading = { sha: 'abc', ownAppId: OWN, checkRuns: [], suites: [], statuses: [], workflowRuns: [], ...change };
  const { checks, ...rest } = latestChecks(reading);
  return { ...rest, checks: checks.map((it) => `${it.app} ${it.name} ${it.conclusion ?? it.status}`) };
}

describe('what CI says of a commit', () => {
  test('a re-run replaces what it re-ran, also while it goes on', () => {
    expect(read({ checkRuns: [run(2, 'build', 'success'), run(1, 'build', 'failure')] }).checks).toEqual([
      'github-actions build success',
    ]);
    expect(read({ checkRuns: [run(1, 'build', 'failure'), run(2, 'build', null)] }).checks).toEqual([
      'github-actions build pending',
    ]);
  });

  test('two workflows with a job of one name do not hide each other', () => {
    const checkRuns = [
      run(1, 'build', 'failure', { check_suite: { id: 11 } }),
      run(2, 'build', 'success', { check_suite: { id: 12 } }),
    ];
    const red = 'github-actions build failure';
    expect(read({ checkRuns, workflowRuns: [workflow(11), workflow(12, { workflow_id: 8 })] }).checks).toContain(red);
    expect(read({ checkRuns, workflowRuns: [workflow(11), workflow(12, { event: 'pull_request' })] }).checks).toContain(
      red,
    );
    expect(read({ checkRuns, workflowRuns: [workflow(11), workflow(12)] }).checks).not.toContain(red);
    expect(read({ checkRuns, workflowRuns: null }).checks).not.toContain(red);
  });

  test('our own check and suites without a run are not waited for', () => {
    const own = { id: OWN, slug: 'fettle' };
    const suites = [suite(), suite({ app: own, latest_check_runs_count: 1 })];
    expect(read({ checkRuns: [run(1, 'Fettle', null, { app: own })], suites })).toEqual({
      sha: 'abc',
      checks: [],
      workflowsPending: false,
    });
    expect(read({ suites: [suite({ status: 'in_progress', latest_check_runs_count: 2 })] }).workflowsPending).toBe(
      true,
    );
  });

  test('a workflow between two jobs is still going; one that was started anew replaces the old one', () => {
    expect(read({ workflowRuns: [workflow(1, { status: 'in_progress', conclusion: null })] }).workflowsPending).toBe(
      true,
    );
    const [stuck, done] = [workflow(1, { status: 'queued', conclusion: null }), workflow(2)];
    expect(read({ workflowRuns: [done, stuck] }).workflowsPending).toBe(false);
  });

  test('a workflow without checks of its own is shown as one', () => {
    const waits = workflow(1, { conclusion: 'action_required' });
    const broken = workflow(2, { workflow_id: 8, name: 'Docs', conclusion: 'startup_failure' });
    expect(read({ workflowRuns: [waits, broken] }).checks).toEqual([
      'github-actions CI action_required',
      'github-actions Docs startup_failure',
    ]);
  });

  test('what waits for the approval of an environment asks for a person, and is not waited for', () => {
    const waiting = workflow(3, { status: 'waiting', conclusion: null });
    const suites = [suite({ id: 3, status: 'waiting', latest_check_runs_count: 2 })];
    const build = run(1, 'build', 'success', { check_suite: { id: 3 } });
    const deploy = run(2, 'deploy', null, { status: 'waiting', check_suite: { id: 3 } });
    const checks = ['github-actions build success', 'github-actions deploy action_required'];
    expect(read({ checkRuns: [build, deploy], workflowRuns: [waiting], suites })).toEqual({
      sha: 'abc',
      checks,
      workflowsPending: false,
    });
    // Before its job is there, the workflow speaks for it.
    expect(read({ workflowRuns: [waiting] }).checks).toEqual(['github-actions CI action_required']);
    // Another job that is at work is waited for first.
    const going = run(4, 'lint', null, { check_suite: { id: 3 } });
    expect(read({ checkRuns: [deploy, going], workflowRuns: [waiting] }).checks).toContain(
      'github-actions lint pending',
    );
  });

  test('statuses speak too, the newest of each context', () => {
    const statuses = [
      { context: 'ci/jenkins', state: 'pending', updated_at: '2026-11-24T10:00:00Z' },
      { context: 'ci/jenkins', state: 'error', updated_at: '2026-11-24T10:05:00Z' },
      { context: 'deploy', state: 'pending' },
    ];
    expect(read({ statuses }).checks).toEqual(['status ci/jenkins failure', 'status deploy pending']);
  });

  test('a completed check without a conclusion is not green', () => {
    expect(read({ checkRuns: [run(1, 'odd', null, { status: 'completed' })] }).checks).toEqual([
      'github-actions odd stale',
    ]);
  });

  test('what may not be read is named', () => {
    expect(read({ checkRuns: null, statuses: null, suites: null, workflowRuns: null })).toEqual({
      sha: 'abc',
      checks: [],
      workflowsPending: false,
      unknown: ['checkRuns', 'statuses'],
    });
  });
});
