import { toJsonb } from '../store/jsonb.ts';
import type { Database } from '../store/types.ts';
import { type BegunArm, RunArm } from './arm.ts';

/** What runs were made with. */
export interface ArmStore {
  /** Null before it was decided. */
  armOf(runId: string): Promise<RunArm | null>;
  /** Stores the arm of a run unless it has one. Returns the one that stands. */
  beginArm(runId: string, begun: BegunArm): Promise<RunArm>;
  /** A prompt's text by its hash. */
  prompt(hash: string): Promise<string>;
}

export function armStore(database: Database): ArmStore {
  const { pool } = database;
  return {
    armOf: async (runId) => {
      const { rows } = await pool.query<{ arm: unknown }>('SELECT arm FROM fettle.run WHERE id = $1', [runId]);
      const arm = rows[0]?.arm ?? null;
      return arm === null ? null : RunArm.parse(arm);
    },
    beginArm: async (runId, { arm, prompts }) =>
      await database.transaction(async (client) => {
        const { rows } = await client.query<{ arm: unknown }>(
          'UPDATE fettle.run SET arm = coalesce(arm, $2) WHERE id = $1 RETURNING arm',
          [runId, toJsonb(arm)],
        );
        if (rows[0] === undefined) throw new Error(`there is no run ${runId}`);
        for (const [hash, text] of prompts)
          await client.query('INSERT INTO fettle.prompt (hash, text) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
            hash,
            text,
          ]);
        return RunArm.parse(rows[0].arm);
      }),
    prompt: async (hash) => {
      const { rows } = await pool.query<{ text: string }>('SELECT text FROM fettle.prompt WHERE hash = $1', [hash]);
      if (rows[0] === undefined) throw new Error(`there is no prompt ${hash}`);
      return rows[0].text;
    },
  };
}
