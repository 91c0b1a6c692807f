/** The code that the scripted agent writes, as it stands in the files of demo/project. */

export const BASE = `  const date = parseDate(iso);
  date.setUTCMonth(date.getUTCMonth() + months);
  return formatDate(date);
`;

/** Cures the case in the issue and breaks the 29th to 31st of every other month; a test notices. */
export const CLAMPED_TO_28 = `  const date = parseDate(iso);
  const day = Math.min(date.getUTCDate(), 28);
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  date.setUTCDate(day);
  return formatDate(date);
`;

/** Right wherever local time is UTC, which the sandbox's is and that of the project's CI is not. */
export const LOCAL_TIME = `  const start = parseDate(iso);
  const year = start.getFullYear();
  const month = start.getMonth() + months;
  const lastDay = new Date(year, month + 1, 0).getDate();
  return formatDate(new Date(year, month, Math.min(start.getDate(), lastDay)));
`;

export const UTC = `  const start = parseDate(iso);
  const year = start.getUTCFullYear();
  const month = start.getUTCMonth() + months;
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return formatDate(new Date(Date.UTC(year, month, Math.min(start.getUTCDate(), lastDay))));
`;

export const TESTS_BEFORE = `  test('goes into the next year', () => {`;
export const TESTS_ADDED = `  test('ends with the target month where that is shorter', () => {
    assert.equal(addMonths('2025-01-31', 1), '2025-02-28');
    assert.equal(addMonths('2024-01-31', 1), '2024-02-29');
    assert.equal(addMonths('2025-03-31', -1), '2025-02-28');
    assert.equal(addMonths('2025-08-31', 1), '2025-09-30');
  });

`;

/** Nobody asked for languages: the judge is to notice. */
export const LINE_BEFORE = `export function dueLine(due) {
  const date = new Date(\`\${due}T00:00:00Z\`);
  const text = date.toLocaleDateString('en-GB', {`;
export const LINE_WITH_LOCALE = `export function dueLine(due, locale = 'en-GB') {
  const date = new Date(\`\${due}T00:00:00Z\`);
  const text = date.toLocaleDateString(locale, {`;
