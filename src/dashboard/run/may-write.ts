import { setTimeout as delay } from 'node:timers/promises';
import { MAY_ASK } from '../../runs/may-ask.ts';
import type { Run } from '../../runs/types.ts';
import type { DashboardParts } from '../parts.ts';

/** A page does not wait longer for GitHub; it is then shown without what one may do, ms. */
const PATIENCE_MS = 3_000;

/** Whether somebody may write to a run's repository, as GitHub says now; null where it does not say so in time. */
export async function mayWrite(
  login: string,
  { repo }: Pick<Run, 'repo'>,
  { github, log }: Pick<DashboardParts, 'github' | 'log'>,
): Promise<boolean | null> {
  const asked = github
    .for(repo)
    .permission(login)
    .then((permission) => MAY_ASK.has(permission))
    .catch((error: unknown) => {
      log.info({ err: error, repo }, 'GitHub does not say who may write');
      return null;
    });
  return await Promise.race([asked, delay(PATIENCE_MS, null, { ref: false })]);
}
