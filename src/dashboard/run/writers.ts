import { setTimeout as delay } from 'node:timers/promises';
import { MAY_ASK } from '../../runs/may-ask.ts';
import type { Run } from '../../runs/types.ts';
import type { DashboardParts } from '../parts.ts';

/** A page does not wait longer for GitHub; it is then shown without what one may do, ms. */
const PATIENCE_MS = 3_000;
/** Pages that are loaded again and again ask GitHub no more often, ms. */
const REMEMBERED_MS = 30_000;
/** Answers that are remembered; the oldest are forgotten first. */
const MOST = 1_000;

type OfRun = Pick<Run, 'repo'>;

/** Who may write to the repositories of runs, as GitHub says; null where it does not say so in time. */
export interface Writers {
  /** Asked now, but for whoever was told a moment ago that they may not: GitHub is asked for the app, which has a limit. */
  ask(login: string, run: OfRun): Promise<boolean | null>;
  /** Good enough to decide which buttons a page shows: at most half a minute old. */
  lately(login: string, run: OfRun): Promise<boolean | null>;
}

export function writers({ github, log, now }: Pick<DashboardParts, 'github' | 'log' | 'now'>): Writers {
  const known = new Map<string, { at: number; may: Promise<boolean | null> }>();

  async function ask(login: string, { repo }: OfRun): Promise<boolean | null> {
    const asked = async () => MAY_ASK.has(await github.for(repo).permission(login));
    const told = asked().catch((error: unknown) => {
      log.info({ err: error, repo }, 'GitHub does not say who may write');
      return null;
    });
    return await Promise.race([told, delay(PATIENCE_MS, null, { ref: false })]);
  }

  const keyOf = (login: string, { repo }: OfRun) => `${login} ${repo.owner}/${repo.name}`;

  function remembered(key: string): Promise<boolean | null> | null {
    const before = known.get(key);
    return before !== undefined && now() - before.at < REMEMBERED_MS ? before.may : null;
  }

  function askAndRemember(login: string, run: OfRun): Promise<boolean | null> {
    const key = keyOf(login, run);
    known.delete(key);
    const may = ask(login, run).then((answer) => {
      if (answer === null) known.delete(key);
      return answer;
    });
    known.set(key, { at: now(), may });
    for (const oldest of known.keys()) {
      if (known.size <= MOST) break;
      known.delete(oldest);
    }
    return may;
  }

  return {
    ask: async (login, run) =>
      (await remembered(keyOf(login, run))) === false ? false : await askAndRemember(login, run),
    lately: (login, run) => remembered(keyOf(login, run)) ?? askAndRemember(login, run),
  };
}
