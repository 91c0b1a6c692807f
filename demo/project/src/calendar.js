/** A calendar date like '2025-03-10' as a Date at midnight UTC. */
export function parseDate(iso) {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(iso) ? new Date(`${iso}T00:00:00Z`) : new Date(Number.NaN);
  if (Number.isNaN(date.getTime())) throw new RangeError(`not a calendar date: ${iso}`);
  return date;
}

/** A Date as the calendar date that it is in UTC. */
export function formatDate(date) {
  return date.toISOString().slice(0, 10);
}

export function addDays(iso, days) {
  const date = parseDate(iso);
  date.setUTCDate(date.getUTCDate() + days);
  return formatDate(date);
}

export function endOfMonth(iso) {
  const date = parseDate(iso);
  return formatDate(new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)));
}
