import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const WRITER = new URL('../../evals/reports/write-reports.ts', import.meta.url);

/** Writes a run's reports beside its trials, where this version of Fettle has reports. */
export async function writeReports(dir: string): Promise<void> {
  if (!existsSync(fileURLToPath(WRITER))) return;
  const { writeReports: write } = (await import(WRITER.href)) as { writeReports: (dir: string) => Promise<unknown> };
  await write(dir);
}
