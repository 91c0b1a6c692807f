import { storable } from '../../store/jsonb.ts';
import { fromCursor } from './cursor.ts';
import { type SearchWord, searchWords } from './search-words.ts';
import type { RunQuery, Sight } from './types.ts';

/** `owner/name` of a run `r`, in lower case. */
export const REPO = `(lower(r.owner) || '/' || lower(r.name))`;

/** What `needsHuman` says of an outcome. */
const ENDING_NEEDS_PERSON = `r.state = 'ended' AND CASE r.outcome ->> 'kind'
  WHEN 'no_pr' THEN r.outcome ->> 'reason' <> 'cancelled'
  WHEN 'pr_ci_red' THEN true
  WHEN 'pr_handed_over' THEN r.outcome ->> 'reason' NOT IN ('cancelled', 'person_pushed')
  ELSE false END`;

const WAITS_FOR_PERSON = `r.state <> 'ended' AND (r.held
  OR EXISTS (SELECT FROM fettle.question q WHERE q.run_id = r.id AND q.answered_at IS NULL)
  OR EXISTS (SELECT FROM fettle.request q WHERE q.run_id = r.id AND q.answer IS NULL))`;

/** Whether something waits for a person in a run `r`. */
export const NEEDS_PERSON = `(coalesce(${ENDING_NEEDS_PERSON}, false) OR (${WAITS_FOR_PERSON}))`;

/** A title's words: everything of ASCII that is neither a letter nor a digit is between them. */
const TITLE = String.raw`to_tsvector('simple', regexp_replace(r.task ->> 'title', '[^0-9A-Za-z\u0080-\U0010ffff]+', ' ', 'g'))`;

/** Collects the values of a statement; gives each its `$n`. */
export class Values {
  readonly all: unknown[] = [];
  add(value: unknown): string {
    this.all.push(value);
    return `$${this.all.length}`;
  }
}

/** What holds for a run `r` that is in sight and looked for. */
export function conditions(sight: Sight, query: RunQuery, values: Values): string[] {
  const { repo, state, outcome, reason, needsPerson, text, since, cursor } = query;
  const found: string[] = [];
  if (sight.repos !== null) found.push(`${REPO} = ANY(${values.add(sight.repos)}::text[])`);
  if (repo !== undefined) found.push(`${REPO} = ${values.add(storable(repo).toLowerCase())}`);
  if (state === 'open') found.push(`r.state <> 'ended'`);
  else if (state !== undefined) found.push(`r.state = ${values.add(state)}`);
  if (outcome !== undefined) found.push(`r.outcome ->> 'kind' = ${values.add(outcome)}`);
  if (reason !== undefined) found.push(`r.outcome ->> 'reason' = ${values.add(storable(reason))}`);
  if (needsPerson !== undefined) found.push(needsPerson ? NEEDS_PERSON : `NOT ${NEEDS_PERSON}`);
  if (text !== undefined) found.push(...searchWords(text).map((word) => wordCondition(word, values)));
  if (since !== undefined) found.push(`r.created_at >= ${values.add(since)}`);
  if (cursor !== undefined) {
    const { at, id } = fromCursor(cursor);
    found.push(`(r.created_at, r.id) < (${values.add(at)}::timestamptz, ${values.add(id)})`);
  }
  return found;
}

function wordCondition(word: SearchWord, values: Values): string {
  if (word.kind === 'number') {
    const number = values.add(word.number);
    return `(r.issue = ${number} OR r.pr_number = ${number})`;
  }
  if (word.kind === 'repo') return `${REPO} LIKE ${values.add(beginning(word.prefix))}`;
  const title = `${TITLE} @@ to_tsquery('simple', ${values.add(word.beginnings.map((it) => `'${it}':*`).join(' & '))})`;
  return word.id === null ? title : `(${title} OR r.id LIKE ${values.add(beginning(word.id))})`;
}

const beginning = (text: string): string => `${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
