import { formatDate, parseDate } from './calendar.js';

const SUNDAY = 0;
const SATURDAY = 6;

/** Counts only Mondays to Fridays. Public holidays differ from place to place and are not known here. */
export function addBusinessDays(iso, days) {
  const date = parseDate(iso);
  for (let left = days; left > 0; ) {
    date.setUTCDate(date.getUTCDate() + 1);
    if (date.getUTCDay() !== SUNDAY && date.getUTCDay() !== SATURDAY) left -= 1;
  }
  return formatDate(date);
}
