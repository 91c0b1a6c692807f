import type { Database } from './types.ts';

/** Somebody who is signed in to the dashboard. */
export interface Session {
  login: string;
  /** Encrypted. */
  token: Buffer;
  /** What he may read, `owner/name` in lower case, as of `reposAt`. */
  repos: readonly string[];
  reposAt: Date;
  expiresAt: Date;
}

/** Sessions, by the SHA-256 of their id. */
export interface SessionStore {
  add(idHash: Buffer, session: Session): Promise<void>;
  /** Null where there is none, or where it has ended by `now`. `known` spares reading a long list that is still the same. */
  get(idHash: Buffer, now: Date, known?: Pick<Session, 'repos' | 'reposAt'>): Promise<Session | null>;
  /** What he may read now. Nothing happens to a session that has ended meanwhile. */
  renew(idHash: Buffer, sight: Pick<Session, 'repos' | 'reposAt'>): Promise<void>;
  end(idHash: Buffer): Promise<void>;
  /** Removes those that have ended by `now`; returns how many. */
  prune(now: Date): Promise<number>;
}

interface Row {
  login: string;
  token: Buffer;
  repos: string[] | null;
  repos_at: Date;
  expires_at: Date;
}

export function sessionStore({ pool }: Database): SessionStore {
  return {
    add: async (idHash, { login, token, repos, reposAt, expiresAt }) => {
      await pool.query(
        `INSERT INTO fettle.session (id_hash, login, token, repos, repos_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`,
        [idHash, login, token, repos, reposAt, expiresAt],
      );
    },
    get: async (idHash, now, known) => {
      const { rows } = await pool.query<Row>(
        `SELECT login, token, CASE WHEN repos_at = $3 THEN NULL ELSE repos END AS repos, repos_at, expires_at
         FROM fettle.session WHERE id_hash = $1 AND expires_at > $2`,
        [idHash, now, known?.reposAt ?? null],
      );
      const [row] = rows;
      if (row === undefined) return null;
      const { login, token, repos_at: reposAt, expires_at: expiresAt } = row;
      return { login, token, repos: row.repos ?? known?.repos ?? [], reposAt, expiresAt };
    },
    renew: async (idHash, { repos, reposAt }) => {
      await pool.query('UPDATE fettle.session SET repos = $2, repos_at = $3 WHERE id_hash = $1 AND repos_at < $3', [
        idHash,
        repos,
        reposAt,
      ]);
    },
    end: async (idHash) => {
      await pool.query('DELETE FROM fettle.session WHERE id_hash = $1', [idHash]);
    },
    prune: async (now) => {
      const gone = await pool.query('DELETE FROM fettle.session WHERE expires_at <= $1', [now]);
      return gone.rowCount ?? 0;
    },
  };
}
