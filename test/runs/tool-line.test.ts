import { expect, test } from '@jest/globals';
import { toolLine } from '../../src/runs/tool-line.ts';

const line = (name: string, input: unknown, summary = 'ok', ok = true) =>
  toolLine({ name, input, ok, summary, durationMs: 5 });
const EDITOR = 'str_replace_based_edit_tool';

test('tells each tool call in one line', () => {
  expect(line('bash', { command: 'npm test\nrm -rf /' }, 'exit 1\nmore')).toBe('runs npm test (exit 1)');
  expect(line('search', { pattern: 'sum' })).toBe('searches for sum');
  expect(line(EDITOR, { command: 'view', path: 'a.js' })).toBe('reads a.js');
  expect(line(EDITOR, { command: 'create', path: 'a.js' })).toBe('writes a.js');
  expect(line(EDITOR, { command: 'str_replace', path: 'a.js' })).toBe('edits a.js');
  expect(line('read', { path: 'src' })).toBe('reads src');
  expect(line('ask_question', { question: 'Add or multiply?' }, 'too late', false)).toBe(
    'asks: Add or multiply? (did not work: too late)',
  );
  expect(line('plan', { will_change: ['x'] })).toBe('hands in its plan');
  expect(line('verify', {}, 'npm:test: passed')).toBe('verifies: npm:test: passed');
  expect(line('cannot_do', { reason: 'There is no such file.' })).toBe(
    "says that it can't be done: There is no such file.",
  );
  expect(line('other', {}, 'done')).toBe('other: done');
});

test('says what did not work', () => {
  expect(line(EDITOR, { command: 'str_replace', path: 'a.js' }, 'not found', false)).toBe(
    'edits a.js (did not work: not found)',
  );
});

test('survives input that no tool would take', () => {
  for (const input of [null, 'text', 7, [], { command: 3 }, undefined]) expect(line('bash', input)).toBe('runs  (ok)');
  expect(line('bash', { command: 'x'.repeat(5_000) }).length).toBeLessThan(250);
});
