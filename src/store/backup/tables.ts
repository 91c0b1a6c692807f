import type { ClientBase } from 'pg';

export interface Table {
  name: string;
  columns: { name: string; type: string; identity: boolean }[];
}

/**
 * The tables of the schema `fettle` but for the list of migrations, for who is signed in, and for the facts of runs, which
 * the database makes from the other tables; each after those that it refers to. The queue has a schema of its own and is
 * left out: every job says "look at this run", and a worker that starts looks at all of them.
 */
export async function tablesInOrder(client: ClientBase): Promise<Table[]> {
  const { rows: columns } = await client.query<{ table: string; name: string; type: string; identity: boolean }>(
    `SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
       a.attidentity <> '' AS identity
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = to_regnamespace('fettle') AND c.relkind = 'r'
       AND c.relname NOT IN ('migration', 'session', 'making', 'run_fact', 'repository_total')
       AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     ORDER BY c.relname, a.attnum`,
  );
  const { rows: references } = await client.query<{ from: string; to: string }>(
    `SELECT DISTINCT f.relname AS from, t.relname AS to
     FROM pg_constraint k JOIN pg_class f ON f.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
     WHERE k.contype = 'f' AND k.connamespace = to_regnamespace('fettle') AND f.oid <> t.oid`,
  );
  const tables = new Map<string, Table>();
  for (const { table, ...column } of columns) {
    const known = tables.get(table) ?? { name: table, columns: [] };
    known.columns.push(column);
    tables.set(table, known);
  }
  const ordered: Table[] = [];
  while (ordered.length < tables.size) {
    const placed = new Set(ordered.map((table) => table.name));
    const ready = [...tables.values()].filter(
      ({ name }) => !placed.has(name) && references.every((it) => it.from !== name || placed.has(it.to)),
    );
    if (ready.length === 0) throw new Error('tables that refer to each other in a circle can not be put in order');
    ordered.push(...ready);
  }
  return ordered;
}

/** So that a value's text means the same on every server. */
export async function fixFormats(client: ClientBase): Promise<void> {
  await client.query("SET LOCAL TimeZone = 'UTC'");
  await client.query("SET LOCAL DateStyle = 'ISO, YMD'");
  await client.query("SET LOCAL IntervalStyle = 'iso_8601'");
  await client.query("SET LOCAL bytea_output = 'hex'");
  await client.query('SET LOCAL extra_float_digits = 1');
}

/** Names of tables and columns, as SQL. */
export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
