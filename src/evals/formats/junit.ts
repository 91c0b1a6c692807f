import type { ReadRun } from '../reports/read-run.ts';
import type { Trial } from '../trial.ts';
import { visible } from '../../text/visible.ts';

/**
 * A run as JUnit XML, in the form that CI systems read (testsuites, testsuite, testcase; failure, error): one test case a
 * trial. What is not fully right is a failure, what infrastructure took away an error. Times are in seconds.
 */
export function junit({ manifest, trials }: ReadRun): string {
  const failures = trials.filter(({ score }) => score !== null && score < 1).length;
  const errors = trials.filter(({ score }) => score === null).length;
  const time = trials.reduce((sum, { ms }) => sum + ms, 0);
  const totals = `tests="${trials.length}" failures="${failures}" errors="${errors}" time="${inSeconds(time)}"`;
  const name = `${manifest.suite} ${manifest.arm.name}`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${escaped(manifest.run)}" ${totals}>
  <testsuite name="${escaped(name)}" ${totals} skipped="0" timestamp="${escaped(manifest.startedAt)}">
${trials.map((trial) => testcase(manifest.suite, trial, manifest.k)).join('\n')}
  </testsuite>
</testsuites>
`;
}

function testcase(suite: string, trial: Trial, k: number): string {
  const name = k === 1 ? trial.item : `${trial.item} (trial ${trial.trial} of ${k})`;
  const open = `    <testcase name="${escaped(name)}" classname="${escaped(`${suite}.${trial.cluster}`)}" time="${inSeconds(trial.ms)}"`;
  if (trial.score === 1) return `${open}/>`;
  const expected = trial.expected === null ? '' : `, not ${trial.expected}`;
  const element = trial.score === null ? 'error' : 'failure';
  const said = escaped(`${trial.answer}${expected}`);
  return `${open}>
      <${element} message="${said}" type="${escaped(trial.answer)}">${escaped(trial.detail)}</${element}>
    </testcase>`;
}

const inSeconds = (ms: number): string => (ms / 1000).toFixed(3);

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Characters that XML 1.0 has no way to write are left out. */
const escaped = (text: string): string =>
  visible(text)
    .replaceAll(/[\ufffe\uffff]/g, '')
    .replaceAll(/[&<>"]/g, (character) => ENTITIES[character] as string);
