import type { Feedback } from '../agent/types.ts';
import { reportText } from '../verifiers/verify.ts';
import type { Finding } from '../guards/types.ts';
import type { GateReport } from './types.ts';

/** What the gate objected to, as the agent reads it. */
export function gateFeedback(report: GateReport): Feedback {
  switch (report.failedAt) {
    case 'guards':
      return {
        source: 'guards',
        headline: report.findings.some(byRunning)
          ? 'The checks pass, and what they ran shows that the tests of this change are not what they should be.'
          : 'The change was stopped by checks that look only at the diff. Undo what they name; do not work around them.',
        items: report.findings
          .filter((finding) => finding.allowed === undefined)
          .map((finding) => ({
            title: placed(finding),
            body: finding.why,
          })),
      };
    case 'judge':
      return {
        source: 'judge',
        headline:
          'A reviewer compared the diff with the task and vetoed it. Mend exactly what is named, and nothing else.',
        items: vetoItems(report),
      };
    default:
      return {
        source: 'verifiers',
        headline: report.reports.some((one) => one.result !== 'pre_existing')
          ? "The repository's own checks do not pass on your change. Mend the cause in the code, not the check."
          : 'The checks are as red as they were before your change, so nothing shows that it works. If the task is about what is red, it is not done yet.',
        items: [{ title: 'checks', body: reportText(report.reports) }],
      };
  }
}

/** Whether it blocks, and was found by running the tests: then no guard that looks at the diff objects. */
const byRunning = ({ rule, allowed }: Finding): boolean =>
  allowed === undefined && (rule === 'vacuous_test' || rule === 'tests_uncollected');

/** `weakened_test src/a.test.js:3 @@ -1,4 +1,4 @@`: the hunk, since an agent that has no line can find it there. */
function placed({ rule, file, line, hunk }: Finding): string {
  const place = `${file}${line === undefined ? '' : `:${line}`}`;
  return [rule, place, line === undefined && hunk !== null ? hunk : ''].filter((part) => part !== '').join(' ');
}

function vetoItems(report: GateReport): Feedback['items'] {
  const verdict = report.verdict;
  if (verdict === null) return [];
  const unmet = Object.entries(verdict.criteria)
    .filter(([, answer]) => !answer.met)
    .map(([criterion, answer]) => ({ title: `${criterion.replaceAll('_', ' ')}: not met`, body: answer.why }));
  const objections = verdict.objections
    .filter((objection) => objection.cited)
    .map((objection) => ({ title: `${objection.path} ${objection.hunk}`, body: objection.why }));
  const unrequested = verdict.unrequested.map((hunk) => ({
    title: `${hunk.path} ${hunk.hunk}`,
    body: 'Nobody asked for this part.',
  }));
  return [...unmet, ...objections, ...unrequested];
}
