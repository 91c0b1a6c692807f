import { addDays } from './calendar.js';

const FIRST_AFTER_DAYS = 7;
const SECOND_AFTER_DAYS = 21;

/** The dates on which to remind of an invoice that is not paid. */
export function reminders(due) {
  return [addDays(due, FIRST_AFTER_DAYS), addDays(due, SECOND_AFTER_DAYS)];
}

/** One line for the letter, like 'Due on 24 March 2025'. */
export function dueLine(due) {
  const date = new Date(`${due}T00:00:00Z`);
  const text = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
  return `Due on ${text}`;
}
