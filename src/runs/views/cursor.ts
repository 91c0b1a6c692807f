import { UserError } from '../../errors.ts';

/** Where a list goes on: after this run. `at` is PostgreSQL's own text, since a Date holds no microseconds. */
export interface Place {
  at: string;
  id: string;
}

const TIME = /^(\d{4}-\d\d-\d\d) (?:[01]\d|2[0-3])(?::[0-5]\d){2}(?:\.\d{1,6})?[+-](?:0\d|1[0-4])(?::[0-5]\d){0,2}$/;

/** Whether PostgreSQL takes it for a time, which fails at what is none. */
function isTime(text: string): boolean {
  const day = TIME.exec(text)?.[1] ?? '';
  const at = new Date(`${day}T00:00:00Z`);
  // The 30th of February would become a day of March.
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day) && day > '0001';
}

export const toCursor = ({ at, id }: Place): string => Buffer.from(`${at} ${id}`).toString('base64url');

/** Throws a UserError for what is no cursor. */
export function fromCursor(cursor: string): Place {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const [day = '', time = '', id = '', ...more] = text.split(' ');
  const at = `${day} ${time}`;
  if (!isTime(at) || !/^[\w-]{1,64}$/.test(id) || more.length > 0)
    throw new UserError('The cursor is not one that a list of runs gave: begin at the first page.');
  return { at, id };
}
