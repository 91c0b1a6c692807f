import { z } from 'zod';
import { UserError } from '../../errors.ts';
import { CRITERIA, type Criterion } from '../../judge/types.ts';
import { showHidden } from '../../text/show-hidden.ts';
import type { Redactor } from '../../text/redact.ts';
import { parseDiff } from '../../guards/parse-diff.ts';
import type { JudgeCase } from '../judge-case.ts';
import type { JudgedChange } from './judged-change.ts';
import { redactDiff } from './redact-diff.ts';

/** A judge case, or one that nobody has labelled yet. */
export type CaseDraft = Omit<JudgeCase, 'label'> & { label: JudgeCase['label'] | null };

/** What is known of a change: a person's word. */
export interface Said {
  label: 'good' | 'bad';
  criteria: readonly Criterion[];
  why: string;
}

/**
 * A stored change as a case for the judge, in the shape of the shipped ones, without credentials. Without a person's word
 * it has no label: the judge's own word would only measure whether the judge agrees with itself.
 */
export function caseOf(change: JudgedChange, said: Said | null, origin: string, redact: Redactor): CaseDraft {
  const diff = redactDiff(change.diff, redact);
  return {
    id: `mined-${slug(change.runId).slice(0, 56)}-${change.attempt}-${change.round}`,
    prompt: redact(change.prompt),
    diff,
    label: said?.label ?? null,
    expected: said?.label === 'bad' ? [...said.criteria] : [],
    why: said === null ? 'not labelled yet' : redact(said.why),
    pair: null,
    kind: 'plain',
    difficulty: 'medium',
    language: languageOf(diff),
    cluster: slug(change.repository),
    origin,
    licence: "the repository's own; not for publication",
  };
}

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');

const LANGUAGES: Record<string, string> = {
  c: 'c',
  cc: 'cpp',
  cpp: 'cpp',
  cs: 'csharp',
  go: 'go',
  h: 'cpp',
  hpp: 'cpp',
  java: 'java',
  js: 'javascript',
  jsx: 'javascript',
  kt: 'kotlin',
  mjs: 'javascript',
  php: 'php',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  sh: 'shell',
  sql: 'sql',
  ts: 'typescript',
  tsx: 'typescript',
};

/** That of most of the changed files; `other` where no ending is known. */
function languageOf(diff: string): string {
  const found = new Map<string, number>();
  for (const { path } of parseDiff(diff)) {
    const language = LANGUAGES[/\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? ''];
    if (language !== undefined) found.set(language, (found.get(language) ?? 0) + 1);
  }
  return [...found].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? 'other';
}

const Draft = z.object({
  id: z.string().min(1),
  prompt: z.string().min(1),
  diff: z.string().min(1),
  label: z.enum(['good', 'bad']).nullable(),
  expected: z.array(z.enum(CRITERIA)).default([]),
});

/** The parts of cases that a rater needs, labelled or not; the rest of each line is kept as it is. */
export function readDrafts(text: string, file: string): (z.infer<typeof Draft> & { line: Record<string, unknown> })[] {
  return text.split('\n').flatMap((line, at) => {
    if (line.trim() === '') return [];
    const where = `${file}, line ${at + 1}`;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (cause) {
      throw new UserError(`${where}: this is no JSON.`, { cause });
    }
    const read = Draft.safeParse(value);
    if (!read.success) throw new UserError(`${showHidden(where)}: ${z.prettifyError(read.error)}`);
    return [{ ...read.data, line: value as Record<string, unknown> }];
  });
}
