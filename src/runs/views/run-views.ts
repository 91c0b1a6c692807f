import type { Database } from '../../store/types.ts';
import { toCursor } from './cursor.ts';
import { listQuery } from './list-query.ts';
import { placesOf } from './places.ts';
import { repositoryLines } from './repository-lines.ts';
import type { RunLine, RunViews } from './types.ts';

/** Rows of one answer at most, whatever is asked for. */
const MOST = 200;

/** Looks at many runs at once, in the database. */
export function runViews({ pool }: Pick<Database, 'pool'>): RunViews {
  return {
    list: async (sight, query) => {
      const places = await placesOf(pool, sight, query);
      if (places === null) return { runs: [], next: null };
      const limit = Math.max(1, Math.min(MOST, query.limit));
      const { sql, values } = listQuery(places, query, limit + 1);
      const { rows } = await pool.query<RunLine & { place: string }>(sql, values);
      const runs = rows.slice(0, limit).map(({ place: _place, ...run }): RunLine => run);
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return { runs, next: last === undefined ? null : toCursor({ at: last.place, id: last.id }) };
    },
    repositories: async (sight, query) => await repositoryLines(pool, sight, query),
  };
}
