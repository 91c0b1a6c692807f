import { expect, test } from '@jest/globals';
import { eventData } from '../../../src/dashboard/run/event-data.ts';
import { byAttempt, timelineLine } from '../../../src/dashboard/run/timeline.ts';
import type { RunEvent } from '../../../src/runs/types.ts';

const BEGUN = new Date('2026-01-01T00:00:00Z');
const at = (id: number, attempt: number, change: Partial<RunEvent> = {}) => ({
  id: String(id),
  event: {
    runId: 'r',
    at: new Date(BEGUN.getTime() + id * 1000),
    attempt,
    kind: 'tool',
    text: 'x',
    ...change,
  } as RunEvent,
});

test('lines stand in the order of time: what is told of an earlier attempt stays where it was told', () => {
  const groups = byAttempt([at(1, 1), at(2, 1), at(3, 2), at(4, 1), at(5, 3)]);
  expect(groups.map(({ attempt, lines }) => [attempt, lines.map(({ id }) => id)])).toEqual([
    [1, ['1', '2']],
    [2, ['3', '4']],
    [3, ['5']],
  ]);
});

test('what comes before a plan stands with the plan', () => {
  const groups = byAttempt([at(1, 1), at(2, 0), at(3, 0), at(4, 1)]);
  expect(groups.map(({ attempt, lines }) => [attempt, lines.length])).toEqual([
    [0, 3],
    [1, 1],
  ]);
});

test('what is red is marked, and what stands behind a line is folded', async () => {
  const report = { check: 'npm:test', command: 'npm test', result: 'failed', summary: '1 failed', detail: 'not ok' };
  const page = String(await timelineLine(at(67, 1, { kind: 'verify', data: report }), BEGUN));
  expect(page).toContain('class="line verify bad"');
  expect(page).toContain('+1:07');
  expect(page).toMatch(/<details><summary>What the checks said<\/summary><pre[^>]*>\$ npm test\n\nnot ok/);
});

test('what an earlier version wrote, or nobody knows, is left out', () => {
  for (const data of [undefined, null, 7, 'text', [], {}, { check: 1 }, [{ rule: 'x' }]])
    expect(eventData(data)).toBeNull();
});
