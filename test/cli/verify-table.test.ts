import { describe, expect, test } from '@jest/globals';
import { verifyProgress } from '../../src/cli/verify-progress.ts';
import { verdict, verifyTable } from '../../src/cli/verify-table.ts';
import { failed, known, missing, report, result } from './results.ts';

const PLAIN = { colour: false, columns: null };

describe('the table', () => {
  test('rows in columns, what is needed to fix a failure, the verdict last', () => {
    const text = verifyTable(
      result([report({ check: 'npm:lint packages/a', summary: 'passed' }), failed(), missing({ check: 'go:test' })]),
      PLAIN,
    );
    expect(text).toBe(
      [
        '✓ npm:lint packages/a  passed           1.2 s  passed',
        '✗ npm:test             failed           1.2 s  1 of 3 tests failed',
        '? go:test              could not run    0.0 s  tool_missing: no Go here',
        '',
        '✗ npm:test: npm run test',
        '    1 of 3 tests failed',
        '    sum.test.js:4 one and two',
        '    expected 3, actual -1',
        '',
        'Not passed: 1 failed, 1 could not run, 1 passed, in 2.5 s.',
      ].join('\n'),
    );
  });

  test('the verdict in words', () => {
    expect(verdict(result([report(), known()]))).toBe('Passed: 1 as red as before, 1 passed, in 2.5 s.');
    expect(verdict(result([known()]))).toBe(
      'Not passed: 1 as red as before; nothing shows that the change works, in 2.5 s.',
    );
    expect(verdict(result([missing()]))).toBe('Not passed: 1 could not run, in 2.5 s.');
  });

  test('what was red before is only explained when there is nothing else', () => {
    expect(verifyTable(result([report(), known()]), PLAIN)).not.toContain('expected 3');
    expect(verifyTable(result([known()]), PLAIN)).toContain('expected 3');
  });

  test('a narrow terminal gets short rows, a file whole ones', () => {
    const reports = [report({ summary: 'x'.repeat(200) })];
    const [row = ''] = verifyTable(result(reports), { colour: false, columns: 60 }).split('\n');
    expect(row.length).toBeLessThan(60);
    expect(row).toMatch(/x…$/);
    expect(verifyTable(result(reports), PLAIN)).toContain('x'.repeat(200));
  });

  test('no control character of a tool reaches the terminal, and colours only when asked for', () => {
    const detail = 'red \u001b[31mtext\u001b[0m \u001b]0;title\u0007 back\rover \u202egnp \u0000';
    const reports = [failed({ check: 'npm:\u001b[2Jx', detail, summary: 'a\u001b[1A' })];
    // oxlint-disable-next-line no-control-regex
    expect(verifyTable(result(reports), PLAIN)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(verifyTable(result(reports), { colour: true, columns: 80 })).toContain('\u001b[31m✗ npm:x');
  });
});

describe('progress', () => {
  const heard = (isTTY: boolean) => {
    const written: string[] = [];
    const progress = verifyProgress({ write: (text) => written.push(text), isTTY, columns: 60 });
    progress.event({ kind: 'preparing', what: 'dependencies' });
    progress.event({ kind: 'check_started', check: 'npm:test' });
    progress.event({ kind: 'check_finished', report: report() });
    progress.end();
    return written;
  };

  test('a line for each thing that begins', () => {
    expect(heard(false)).toEqual(['  … dependencies\n', '  … npm:test\n']);
  });

  test('on a terminal one line that is drawn anew and cleared at the end', () => {
    const written = heard(true);
    expect(written.join('')).not.toContain('\n');
    expect(written.at(-2)).toBe('\r\u001b[K1 done');
    expect(written.at(-1)).toBe('\r\u001b[K');
  });
});
