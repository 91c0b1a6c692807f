import { type FileHandle, open, readFile, truncate } from 'node:fs/promises';
import { z } from 'zod';
import { UserError } from '../../errors.ts';

/** A file of JSON values, one a line, that only grows. What `append` has promised is on disk, whatever happens then. */
export interface LinesFile {
  append(value: unknown): Promise<void>;
  close(): Promise<void>;
}

const LINE_FEED = 0x0a;

/**
 * Opens or creates such a file for appending. Whoever was killed in the middle of a line left half of one: it is cut off.
 * Lines of several callers are written one after the other, each in the order in which it was asked for.
 */
export async function openLines(path: string): Promise<LinesFile> {
  const before = await bytesOf(path);
  const whole = before.lastIndexOf(LINE_FEED) + 1;
  if (whole < before.length) await truncate(path, whole);
  const file = await open(path, 'a');
  let last = Promise.resolve();
  return {
    append(value) {
      const line = `${JSON.stringify(value)}\n`;
      last = last.then(() => write(file, line));
      return last;
    },
    async close() {
      await last.catch(() => undefined);
      await file.close();
    },
  };
}

async function write(file: FileHandle, line: string): Promise<void> {
  await file.appendFile(line);
  await file.datasync();
}

/** All whole lines of a file; none when there is no file. Throws a UserError that names the file and the line. */
export async function readLines<T>(path: string, schema: z.ZodType<T>): Promise<T[]> {
  const bytes = await bytesOf(path);
  const text = bytes.subarray(0, bytes.lastIndexOf(LINE_FEED) + 1).toString('utf8');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line, at) => {
      const parsed = schema.safeParse(json(line));
      if (!parsed.success)
        throw new UserError(`${path}, line ${at + 1} is damaged: ${z.prettifyError(parsed.error)}. Remove that line.`);
      return parsed.data;
    });
}

function json(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

async function bytesOf(path: string): Promise<Buffer> {
  return readFile(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  });
}
