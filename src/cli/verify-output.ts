import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { UserError } from '../errors.ts';
import { directoryFiles } from '../verifiers/directory-files.ts';
import type { LocalResult } from './local-verification.ts';
import type { Format } from './verify-options.ts';
import { verdict } from './verify-table.ts';

/** A result in one of the formats for machines. */
export async function formatted(format: Format, result: LocalResult, startedAt: Date): Promise<string> {
  switch (format) {
    case 'json':
      return `${JSON.stringify({ ...result, verdict: verdict(result) }, null, 2)}\n`;
    case 'junit': {
      const { junitXml } = await import('../verifiers/formats/junit.ts');
      return junitXml(result.reports, { hostname: hostname(), startedAt });
    }
    case 'sarif': {
      const { sarifLog } = await import('../verifiers/formats/sarif.ts');
      const about = {
        version: await version(),
        paths: new Set(await directoryFiles(result.dir).list()),
        root: result.dir,
        startedAt,
        endedAt: new Date(startedAt.getTime() + result.durationMs),
      };
      return `${JSON.stringify(sarifLog(result.reports, about), null, 2)}\n`;
    }
  }
}

export async function writeReport(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new UserError(`The report can't be written to ${file} (${why}).`, { cause });
  }
}

async function version(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
