import { storable } from '../../store/jsonb.ts';
import { fromCursor } from './cursor.ts';
import { type SearchWord, searchWords } from './search-words.ts';
import type { RunQuery } from './types.ts';

/** Collects the values of a statement; gives each its `$n`. */
export class Values {
  readonly all: unknown[] = [];
  add(value: unknown): string {
    this.all.push(value);
    return `$${this.all.length}`;
  }
}

/** What holds for the fact `f` of a run that is looked for, but for the repositories it may be of. */
export function conditions(query: RunQuery, values: Values): string[] {
  const { state, outcome, reason, needsPerson, text, since, cursor } = query;
  const found: string[] = [];
  if (state === 'open') found.push(`f.state <> 'ended'`);
  else if (state !== undefined) found.push(`f.state = ${values.add(state)}`);
  if (outcome !== undefined) found.push(`f.kind = ${values.add(outcome)}`);
  if (reason !== undefined) found.push(`f.reason = ${values.add(storable(reason))}`);
  if (needsPerson !== undefined) found.push(needsPerson ? 'f.needs_person' : 'NOT f.needs_person');
  if (text !== undefined) found.push(...searchWords(text).map((word) => wordCondition(word, values)));
  if (since !== undefined) found.push(`f.created_at >= ${values.add(since)}`);
  if (cursor !== undefined) {
    const { at, id } = fromCursor(cursor);
    found.push(`(f.created_at, f.run_id) < (${values.add(at)}::timestamptz, ${values.add(id)})`);
  }
  return found;
}

function wordCondition(word: SearchWord, values: Values): string {
  if (word.kind === 'number') {
    const number = values.add(word.number);
    return `(f.issue = ${number} OR f.pr_number = ${number})`;
  }
  if (word.kind === 'repo') return `f.repo LIKE ${values.add(beginning(word.prefix))}`;
  const title = `f.words @@ to_tsquery('simple', ${values.add(word.beginnings.map((it) => `'${it}':*`).join(' & '))})`;
  return word.id === null ? title : `(${title} OR f.run_id LIKE ${values.add(beginning(word.id))})`;
}

const beginning = (text: string): string => `${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
