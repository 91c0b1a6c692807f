import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { visible } from '../../text/visible.ts';
import { join } from '../components.ts';
import type { Failure, Report } from '../types.ts';

export interface SarifAbout {
  version: string;
  /** Paths of the tree, relative to its root: a failure's file is only named when it is one of them. */
  paths: ReadonlySet<string>;
  /** Where the tree lay when it was checked; absolute paths below it are made relative. */
  root: string;
  startedAt: Date;
  endedAt: Date;
}

const LEVELS = { failed: 'error', pre_existing: 'note', could_not_run: 'warning' } as const;
const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/**
 * Reports as SARIF 2.1.0: a rule for each check, a result for each failure. What could not run is a warning, and said
 * again among the notifications of the tool itself; what was red before is a note with the state `unchanged`.
 */
export function sarifLog(reports: readonly Report[], about: SarifAbout): object {
  const ids = [...new Set(reports.map((report) => report.check))];
  const missing = reports.filter((report) => report.result === 'could_not_run');
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Fettle',
            version: about.version,
            rules: ids.map((id) => rule(id, reports)),
          },
        },
        invocations: [
          {
            executionSuccessful: missing.length === 0,
            startTimeUtc: about.startedAt.toISOString(),
            endTimeUtc: about.endedAt.toISOString(),
            toolExecutionNotifications: missing.map((report) => ({
              level: 'error',
              message: { text: clean(`${report.check} could not run (${report.reason}): ${report.summary}`) },
              associatedRule: { id: report.check, index: ids.indexOf(report.check) },
            })),
          },
        ],
        columnKind: 'utf16CodeUnits',
        results: reports.flatMap((report) => resultsOf(report, ids.indexOf(report.check), about)),
      },
    ],
  };
}

function rule(id: string, reports: readonly Report[]): object {
  const report = reports.find((it) => it.check === id);
  const text = clean(report?.command || id);
  return { id, name: id.replaceAll(/\W+/g, '_'), shortDescription: { text }, defaultConfiguration: { level: 'error' } };
}

function resultsOf(report: Report, ruleIndex: number, about: SarifAbout): object[] {
  if (report.result === 'passed') return [];
  const level = LEVELS[report.result];
  const whole = { key: `${report.check}|${report.result}`, text: report.detail || report.summary };
  const failures: readonly Failure[] = report.failures.length > 0 ? report.failures : [whole];
  const state =
    report.result === 'pre_existing'
      ? { baselineState: 'unchanged' }
      : report.result === 'failed' && report.baseline !== undefined
        ? { baselineState: 'new' }
        : {};
  return failures.map((failure) => ({
    ruleId: report.check,
    ruleIndex,
    level,
    ...state,
    message: { text: clean(failure.text) || clean(report.summary) || report.result },
    locations: locationsOf(failure, report, about),
    // The key holds neither lines nor times, so a failure that moved is known again.
    partialFingerprints: { 'fettle/v1': createHash('sha256').update(`${report.check}\0${failure.key}`).digest('hex') },
    ...(report.reason === undefined ? {} : { properties: { reason: report.reason } }),
  }));
}

function locationsOf({ file, line }: Failure, { component }: Report, about: SarifAbout): object[] {
  const path = file === undefined ? null : pathInTree(file, component, about);
  if (path === null) return [];
  const uri = path.split('/').map(encodeURIComponent).join('/');
  const region = line === undefined || line < 1 ? {} : { region: { startLine: Math.floor(line) } };
  return [{ physicalLocation: { artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, ...region } }];
}

/** Tools name files from the root, from their component's folder, or absolutely. */
export function pathInTree(
  file: string,
  component: string,
  { paths, root }: Pick<SarifAbout, 'paths' | 'root'>,
): string | null {
  for (const base of [root, '/workspace']) {
    if (file.startsWith(`${base}/`)) {
      const path = posix.normalize(file.slice(base.length + 1));
      return paths.has(path) ? path : null;
    }
  }
  const candidates = [join(component, file), file].map((path) => posix.normalize(path));
  return candidates.find((path) => paths.has(path)) ?? null;
}

const clean = (text: string): string => visible(stripVTControlCharacters(text)).trim();
