import { WhereaboutsAnswer } from './answers.ts';
import { limitOf, statusOf } from './patience.ts';
import type { Context } from './repository.ts';
import type { Access } from './types.ts';

/** Deleted, taken from the installation, blocked by law; without an installation no token can be had: 404 or 403. */
const GONE: readonly number[] = [403, 404, 410, 451];

/**
 * Whether the repository can still be worked on, and under which name. Asked once and not patiently: it follows a
 * failure, and is asked again after the next one. Null when GitHub does not say.
 */
export async function access({ at, connection }: Context): Promise<Access | null> {
  const ask = () => connection.ask('GET /repos/{owner}/{repo}', at, WhereaboutsAnswer);
  try {
    // The token of an app that was removed is refused; that no other can be had is what tells.
    const it = await ask().catch((error: unknown) => (statusOf(error) === 401 ? ask() : Promise.reject(error)));
    if (it.archived === true) return { state: 'read_only' };
    const [owner = '', name = ''] = it.full_name.split('/');
    const same = it.full_name.toLowerCase() === `${at.owner}/${at.repo}`.toLowerCase();
    return same ? { state: 'open' } : { state: 'moved', owner, name };
  } catch (error) {
    const gone = GONE.includes(statusOf(error) ?? 0) && limitOf(error, Date.now()) === null;
    return gone ? { state: 'gone' } : null;
  }
}
