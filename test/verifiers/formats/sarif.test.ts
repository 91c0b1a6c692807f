import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { pathInTree, sarifLog } from '../../../src/verifiers/formats/sarif.ts';
import type { Report } from '../../../src/verifiers/types.ts';
import { failed, known, missing, report } from '../../cli/results.ts';

const ABOUT = {
  version: '1.2.3',
  paths: new Set(['sum.test.js', 'packages/a/src/a b.ts']),
  root: '/checkout',
  startedAt: new Date('2026-01-02T03:04:05Z'),
  endedAt: new Date('2026-01-02T03:05:05Z'),
};

const message = z.strictObject({ text: z.string().min(1) });
const level = z.enum(['none', 'note', 'warning', 'error']);
const rule = z.strictObject({
  id: z.string().min(1),
  name: z.string().min(1),
  shortDescription: message,
  defaultConfiguration: z.strictObject({ level }),
});
const location = z.strictObject({
  physicalLocation: z.strictObject({
    artifactLocation: z.strictObject({
      uri: z.string().regex(/^(?!\/)[A-Za-z0-9\-._~%!$&'()*+,;=@/]+$/),
      uriBaseId: z.string(),
    }),
    region: z.strictObject({ startLine: z.int().min(1) }).optional(),
  }),
});
const result = z.strictObject({
  ruleId: z.string(),
  ruleIndex: z.int().min(-1),
  level,
  baselineState: z.enum(['new', 'unchanged', 'updated', 'absent']).optional(),
  message,
  locations: z.array(location),
  partialFingerprints: z.record(z.string(), z.string()),
  properties: z.looseObject({}).optional(),
});
/** What the standard requires of the properties that we use, its enums, and nothing that it does not know. */
const Log = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z.array(
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({ name: z.string(), version: z.string(), rules: z.array(rule) }),
      }),
      invocations: z.array(
        z.strictObject({
          executionSuccessful: z.boolean(),
          startTimeUtc: z.iso.datetime(),
          endTimeUtc: z.iso.datetime(),
          toolExecutionNotifications: z.array(
            z.strictObject({
              level,
              message,
              associatedRule: z.strictObject({ id: z.string(), index: z.int().min(0) }),
            }),
          ),
        }),
      ),
      columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
      results: z.array(result),
    }),
  ),
});

const run = (reports: Report[]) => {
  const [only] = Log.parse(JSON.parse(JSON.stringify(sarifLog(reports, ABOUT)))).runs;
  if (only === undefined) throw new Error('no run');
  return only;
};

describe('SARIF', () => {
  test('a rule for each check, a result for each failure with its place and level', () => {
    const { tool, results, invocations } = run([
      report({ check: 'npm:lint' }),
      failed({ baseline: 'green' }),
      known({ check: 'npm:old' }),
      missing({ check: 'go:test' }),
    ]);
    expect(tool.driver.rules.map(({ id }) => id)).toEqual(['npm:lint', 'npm:test', 'npm:old', 'go:test']);
    expect(results.map((it) => [tool.driver.rules[it.ruleIndex]?.id, it.level, it.baselineState])).toEqual([
      ['npm:test', 'error', 'new'],
      ['npm:old', 'note', 'unchanged'],
      ['go:test', 'warning', undefined],
    ]);
    expect(results[0]?.locations).toEqual([
      {
        physicalLocation: {
          artifactLocation: { uri: 'sum.test.js', uriBaseId: '%SRCROOT%' },
          region: { startLine: 4 },
        },
      },
    ]);
    expect(invocations[0]).toMatchObject({
      executionSuccessful: false,
      toolExecutionNotifications: [{ associatedRule: { id: 'go:test', index: 3 } }],
    });
  });

  test('files are found from the root, from the component, absolutely and in the sandbox, and never outside', () => {
    const find = (file: string) => pathInTree(file, 'packages/a', ABOUT);
    expect(find('sum.test.js')).toBe('sum.test.js');
    expect(find('./src/a b.ts')).toBe('packages/a/src/a b.ts');
    expect(find('/checkout/packages/a/src/a b.ts')).toBe('packages/a/src/a b.ts');
    expect(find('/workspace/sum.test.js')).toBe('sum.test.js');
    expect(find('../../../etc/passwd')).toBeNull();
    expect(find('/etc/passwd')).toBeNull();
    const { results } = run([
      failed({ component: 'packages/a', failures: [{ key: 'k', text: 't', file: 'src/a b.ts', line: 0 }] }),
    ]);
    expect(results[0]?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'packages/a/src/a%20b.ts', uriBaseId: '%SRCROOT%' },
    });
  });

  test('a failure that only moved keeps its fingerprint', () => {
    const at = (line: number) => failed({ failures: [{ key: 'same', text: `line ${line}`, line }] });
    const [before, after, other] = run([
      at(1),
      at(9),
      failed({ failures: [{ key: 'other', text: 'line 1' }] }),
    ]).results.map((it) => it.partialFingerprints);
    expect(after).toEqual(before);
    expect(other).not.toEqual(before);
  });

  test('text of tools loses its control characters, and a message is never empty', () => {
    const { results } = run([
      failed({ failures: [{ key: 'k', text: '\u001b[31mred\u001b[0m\u0007 \ud800' }] }),
      failed({ failures: [], detail: '', summary: '\u001b[0m' }),
    ]);
    expect(results.map((it) => it.message.text)).toEqual(['red \ufffd', 'failed']);
  });
});
