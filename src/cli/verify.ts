import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Report } from '../verifiers/types.ts';
import { verifyCheckout } from '../verifiers/checkout.ts';
import { gateResult } from '../verifiers/verify.ts';
import { seconds } from './terminal.ts';

/**
 * What the repository's own checks say of a checkout. Runs them on this machine, as their owner would by hand, and
 * says so. Exit code 0 when all that covers the change passed, 1 when not.
 */
export async function verifyCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean' }, changed: { type: 'boolean' } },
  });
  const dir = resolve(positionals[0] ?? '.');
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));
  console.error(`Runs the checks of ${dir} on this machine, not in a sandbox.`);
  const reports = await verifyCheckout(dir, {
    scope: values.changed === true ? 'changed' : 'all',
    signal: interrupted.signal,
    onProgress: (event) => {
      if (event.kind === 'check_started') console.error(`  … ${event.check}`);
    },
  });
  console.log(values.json === true ? JSON.stringify(reports, null, 2) : table(reports));
  return gateResult(reports, 'block').passed ? 0 : 1;
}

function table(reports: readonly Report[]): string {
  const width = Math.max(...reports.map((report) => report.check.length));
  return reports
    .map((report) => {
      const result =
        report.result === 'could_not_run' ? `could not run (${report.reason})` : report.result.replaceAll('_', ' ');
      const line = `${report.check.padEnd(width)}  ${result.padEnd(14)}  ${seconds(report.durationMs).padStart(6)}  ${report.summary}`;
      return report.detail === '' ? line : `${line}\n${report.detail.replaceAll(/^/gm, '    ')}`;
    })
    .join('\n');
}
