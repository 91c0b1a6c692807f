import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { storable } from '../../store/jsonb.ts';
import type { Database } from '../../store/types.ts';
import type { RawOutput } from '../../verifiers/types.ts';

const zipped = promisify<Buffer, Buffer>(gzip);
const unzipped = promisify<Buffer, Buffer>(gunzip);

/** More are not kept of one run: a run that goes on for weeks must not fill the disk. */
const MOST = 500;

/** What a check printed, without the text. */
export interface RawLogLine {
  /** A number that no other log has. */
  id: string;
  attempt: number;
  at: Date;
  check: string;
  onBase: boolean;
  status: RawOutput['status'];
  exitCode: number | null;
  durationMs: number;
  /** Printed in all, and how much of that is missing in the middle. */
  bytes: number;
  cut: number;
}

/** Raw output of checks, kept for people. */
export interface RawLogStore {
  addRawLog(runId: string, attempt: number, raw: RawOutput): Promise<void>;
  /** Oldest first. */
  rawLogs(runId: string): Promise<RawLogLine[]>;
  /** One of them with its text; null when the run has none with this number, or none any more. */
  rawLog(runId: string, id: string): Promise<(RawLogLine & { text: string }) | null>;
  /** Forgets logs that are older than this. Returns how many. */
  pruneRawLogs(olderThanMs: number): Promise<number>;
}

interface Row {
  id: string;
  attempt: number;
  at: Date;
  check_id: string;
  on_base: boolean;
  status: RawOutput['status'];
  exit_code: number | null;
  duration_ms: number;
  bytes: string;
  cut: string;
}

const COLUMNS = 'id, attempt, at, check_id, on_base, status, exit_code, duration_ms, bytes, cut';

const toLine = (row: Row): RawLogLine => ({
  id: row.id,
  attempt: row.attempt,
  at: row.at,
  check: row.check_id,
  onBase: row.on_base,
  status: row.status,
  exitCode: row.exit_code,
  durationMs: row.duration_ms,
  bytes: Number(row.bytes),
  cut: Number(row.cut),
});

export function rawLogStore({ pool }: Pick<Database, 'pool'>): RawLogStore {
  return {
    addRawLog: async (runId, attempt, raw) => {
      const { check, onBase, status, exitCode, durationMs, text, bytes, cut } = raw;
      const content = await zipped(Buffer.from(text));
      await pool.query(
        `INSERT INTO fettle.raw_log (run_id, attempt, check_id, on_base, status, exit_code, duration_ms, bytes, cut, content)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
         WHERE (SELECT count(*) FROM fettle.raw_log WHERE run_id = $1) < ${MOST}`,
        [runId, attempt, storable(check), onBase, status, exitCode, Math.round(durationMs), bytes, cut, content],
      );
    },
    rawLogs: async (runId) => {
      const sql = `SELECT ${COLUMNS} FROM fettle.raw_log WHERE run_id = $1 ORDER BY id`;
      return (await pool.query<Row>(sql, [runId])).rows.map(toLine);
    },
    rawLog: async (runId, id) => {
      // As text, since whoever asks may ask for anything.
      const sql = `SELECT ${COLUMNS}, content FROM fettle.raw_log WHERE run_id = $1 AND id::text = $2`;
      const [row] = (await pool.query<Row & { content: Buffer }>(sql, [runId, storable(id)])).rows;
      return row === undefined ? null : { ...toLine(row), text: (await unzipped(row.content)).toString('utf8') };
    },
    pruneRawLogs: async (olderThanMs) => {
      const gone = await pool.query("DELETE FROM fettle.raw_log WHERE at < now() - $1 * interval '1 millisecond'", [
        olderThanMs,
      ]);
      return gone.rowCount ?? 0;
    },
  };
}
