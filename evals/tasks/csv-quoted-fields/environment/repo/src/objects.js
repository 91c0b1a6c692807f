/** Rows as objects named by the first one; missing fields are empty. */
export function toObjects([names = [], ...rows]) {
  return rows.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at] ?? ''])));
}
