import { UserError } from '../../errors.ts';

/** Where a list goes on: after this run. `at` is PostgreSQL's own text, since a Date holds no microseconds. */
export interface Place {
  at: string;
  id: string;
}

const TIME = /^\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?[+-]\d\d(?::\d\d){0,2}$/;

export const toCursor = ({ at, id }: Place): string => Buffer.from(`${at} ${id}`).toString('base64url');

/** Throws a UserError for what is no cursor. */
export function fromCursor(cursor: string): Place {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const [day = '', time = '', id = '', ...more] = text.split(' ');
  const at = `${day} ${time}`;
  if (!TIME.test(at) || !/^[\w-]{1,64}$/.test(id) || more.length > 0)
    throw new UserError('The cursor is not one that a list of runs gave: begin at the first page.');
  return { at, id };
}
