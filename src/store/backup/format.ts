import { z } from 'zod';

/**
 * A backup is JSON lines, compressed with gzip. First a header; then for each table a line that names it and its
 * columns, followed by its rows, each a list with every value as PostgreSQL's text or null; last a line that counts the
 * rows, by whose absence a file that was cut off is known.
 */
export const FORMAT = 1;

export const Header = z.object({
  fettle: z.literal('backup'),
  format: z.number(),
  /** The migrations that made the schema the rows fit into. */
  migrations: z.array(z.string()).min(1),
  createdAt: z.string(),
});
export type Header = z.infer<typeof Header>;

export const TableLine = z.object({ table: z.string(), columns: z.array(z.string()).min(1) });
export type TableLine = z.infer<typeof TableLine>;

export const EndLine = z.object({ rows: z.number() });

export const Row = z.array(z.string().nullable());
export const Line = z.union([Row, TableLine, EndLine]);
