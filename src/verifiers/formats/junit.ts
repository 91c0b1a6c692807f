import type { Failure, Report } from '../types.ts';
import { xmlAttribute, xmlText } from './xml-text.ts';

export interface JUnitAbout {
  hostname: string;
  startedAt: Date;
}

/**
 * Reports as JUnit XML in the form that Ant writes and Jenkins, GitLab and others read: a suite for each check, in it a
 * case for each failure, or one for the check as a whole. What was red before is a skipped case, what could not run an
 * error: neither looks like a pass.
 */
export function junitXml(reports: readonly Report[], about: JUnitAbout): string {
  const suites = reports.map((report, index) => suite(report, index, about));
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites>', ...suites, '</testsuites>', ''].join('\n');
}

function suite(report: Report, index: number, about: JUnitAbout): string {
  const cases = casesOf(report);
  const count = (tag: string) => cases.filter((it) => it.outcome?.tag === tag).length;
  const head = attributes({
    name: report.check,
    // Required, and by its form no zone may be named.
    timestamp: about.startedAt.toISOString().slice(0, 19),
    hostname: about.hostname || 'localhost',
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    time: inSeconds(report.durationMs),
    id: index,
    package: report.component === '' ? '.' : report.component,
  });
  const each = inSeconds(report.durationMs / cases.length);
  return [
    `  <testsuite${head}>`,
    `    <properties>${properties(report)}</properties>`,
    ...cases.map((it) => testCase(it, report, each)),
    `    <system-out>${xmlText([report.summary, ...flakyLines(report)].join('\n'))}</system-out>`,
    `    <system-err>${report.failures.length === 0 ? '' : xmlText(report.detail)}</system-err>`,
    '  </testsuite>',
  ].join('\n');
}

interface Case {
  name: string;
  outcome: { tag: 'failure' | 'error' | 'skipped'; type: string; message: string; text: string } | null;
}

function casesOf(report: Report): Case[] {
  const whole = report.command || report.check;
  switch (report.result) {
    case 'passed':
      return [{ name: whole, outcome: null }];
    case 'could_not_run': {
      const outcome = { tag: 'error', type: report.reason ?? 'unknown', message: report.summary, text: report.detail };
      return [{ name: whole, outcome: outcome as Case['outcome'] }];
    }
    case 'pre_existing':
      return perFailure(report, 'skipped', 'red before the change too');
    case 'failed':
      return perFailure(report, 'failure', null);
  }
}

function perFailure(report: Report, tag: 'failure' | 'skipped', why: string | null): Case[] {
  const type = report.result;
  if (report.failures.length === 0) {
    const outcome = { tag, type, message: why ?? report.summary, text: report.detail };
    return [{ name: report.command || report.check, outcome }];
  }
  return report.failures.map((failure) => ({
    name: nameOf(failure),
    outcome: { tag, type, message: why ?? firstLine(failure.text), text: failure.text },
  }));
}

function testCase({ name, outcome }: Case, report: Report, time: string): string {
  const head = `    <testcase${attributes({ name, classname: report.check, time })}`;
  if (outcome === null) return `${head}/>`;
  const { tag, type, message, text } = outcome;
  // A skipped case has no type and no text in the published schemas.
  if (tag === 'skipped') return `${head}><skipped${attributes({ message })}/></testcase>`;
  return `${head}><${tag}${attributes({ type, message })}>${xmlText(text)}</${tag}></testcase>`;
}

function properties({ result, reason, command, baseline, cached }: Report): string {
  const named = { result, reason, command, baseline, cached: cached === true ? 'true' : undefined };
  return Object.entries(named)
    .flatMap(([name, value]) => (value ? [`<property${attributes({ name, value })}/>`] : []))
    .join('');
}

const flakyLines = ({ flaky = [] }: Report): string[] =>
  flaky.map((failure) => `flaky, passed when run again: ${nameOf(failure)}`);

const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${xmlAttribute(value)}"`)
    .join('');

const firstLine = (text: string): string => text.trim().split('\n', 1)[0] ?? '';
const nameOf = ({ test, text, key }: Failure): string => test || firstLine(text) || key;
const inSeconds = (ms: number): string => (ms / 1000).toFixed(3);
