import { expect, test } from '@jest/globals';
import { glanceLine, needsALook } from '../../../src/github/texts/glance-line.ts';
import type { GateReport } from '../../../src/runs/types.ts';
import { aChange, aGate, aRepair, aReport, anAttempt } from './sample.ts';

const ofReport = (report: GateReport) => glanceLine(aChange({ report }));

test('says all on one line', () => {
  expect(glanceLine(aChange({ attempts: [anAttempt(), aRepair(), aRepair({ number: 3 })] }))).toBe(
    '1 of 1 check passed · judge approves · 2 attempts after CI · $0.63, 3 min 42 s',
  );
});

test('says first what was not verified', () => {
  const report = aGate({
    reports: [aReport(), aReport({ result: 'could_not_run' }), aReport({ result: 'pre_existing' })],
  });
  expect(ofReport(report)).toMatch(/^1 not verified · 1 of 3 checks passed · 1 red as on base · judge approves/);
  expect(needsALook(report)).toBe(true);
  expect(needsALook(aGate())).toBe(false);
  expect(ofReport(aGate({ reports: [] }))).toMatch(/^nothing verified · /);
  expect(needsALook(aGate({ reports: [] }))).toBe(true);
});

test('names what guards found, what else called for attempts, and who did not judge', () => {
  const { verdict } = aGate();
  if (verdict === null) throw new Error('the sample has a verdict');
  const findings = [{ rule: 'dependency' as const, file: 'package.json', hunk: null, why: 'new' }];
  expect(ofReport(aGate({ findings }))).toContain(' · 1 finding of guards allowed · ');
  const merge = aRepair({ feedback: [], mergeSha: 'e'.repeat(40) });
  expect(glanceLine(aChange({ attempts: [anAttempt(), merge] }))).toContain('1 attempt to merge base');
  expect(ofReport(aGate({ judge: { level: 'off' }, verdict: null }))).toContain('no judge');
  expect(ofReport(aGate({ verdict: null }))).toContain('no verdict of the judge');
  const veto = aGate({ judge: { level: 'advise' }, verdict: { ...verdict, verdict: 'veto' } });
  expect(ofReport(veto)).toContain('judge objects');
  expect(needsALook(veto)).toBe(true);
  expect(ofReport({ ...veto, judge: { level: 'block', overruled: { by: 'ada', why: '' } } })).toContain(
    'judge overruled',
  );
  expect(needsALook({ ...veto, judge: { level: 'shadow' } })).toBe(false);
});
