import { z } from 'zod';
import { UserError } from '../../errors.ts';
import { caseHash, checkCases, readCaseFiles } from './case-files.ts';
import type { Item } from './suite.ts';

/** A tool's raw output and what must be left of it. Files hold one such object a line (JSON Lines). */
const DistilCase = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{2,79}$/, 'must be a short name of lower-case letters, digits and "-"'),
  /** The tool that made the log; also its cluster. */
  tool: z.string().min(1),
  /** The tool's exit code; null where it was killed. */
  exit: z.int().nullable(),
  log: z.string().min(1),
  /** Texts without which the failure can't be fixed; empty where the tool succeeded. */
  must: z.array(z.string().trim().min(1)),
  /** Texts that are noise. */
  mustNot: z.array(z.string().trim().min(1)).default([]),
});
export type DistilCase = z.infer<typeof DistilCase>;

/** All cases of the given files. Throws a UserError that names the file, the line and what is wrong there. */
export async function openDistilCases(paths: readonly string[]): Promise<DistilCase[]> {
  const files = await readCaseFiles(paths);
  const cases = files.flatMap(({ file, text }) => readDistilCases(text, file));
  checkCases(cases, paths);
  return cases;
}

export function readDistilCases(text: string, file: string): DistilCase[] {
  return text.split('\n').flatMap((line, at) => {
    if (line.trim() === '') return [];
    const where = `${file}, line ${at + 1}`;
    const parsed = DistilCase.safeParse(json(line, where));
    if (!parsed.success) throw new UserError(`${where}: ${z.prettifyError(parsed.error)}`);
    const it = parsed.data;
    const strange = [...it.must, ...it.mustNot].find((fact) => !holds(it.log, fact));
    if (strange !== undefined)
      throw new UserError(`${where}: the log of ${it.id} does not hold ${JSON.stringify(strange)}.`);
    return [it];
  });
}

function json(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new UserError(`${where}: this is no JSON.`, { cause });
  }
}

export const distilItem = (it: DistilCase): Item => ({ id: it.id, cluster: it.tool, hash: caseHash(it) });

// oxlint-disable-next-line no-control-regex
const COLOURS = /\u001b\[[0-9;:?]*[ -/]*[@-~]/g;
const plain = (text: string): string => text.replaceAll(COLOURS, '').replaceAll(/\s+/g, ' ').trim();

/** Whether a text holds a fact word for word; colours and how lines are broken do not count. */
export const holds = (text: string, fact: string): boolean => plain(text).includes(plain(fact));
