import { formatDate, parseDate } from './calendar.js';

/**
 * The same day some months later, or earlier for a negative number.
 *
 * @param {string} iso a calendar date, like '2025-03-10'
 * @param {number} months a whole number
 * @returns {string} a calendar date
 */
export function addMonths(iso, months) {
  const date = parseDate(iso);
  date.setUTCMonth(date.getUTCMonth() + months);
  return formatDate(date);
}
