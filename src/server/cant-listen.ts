import { describeError, UserError } from '../errors.ts';
import type { Settings } from '../settings.ts';

/** Why a port can't be had, and what to set. */
export function cantListen(settings: Pick<Settings, 'host' | 'port'>, cause: NodeJS.ErrnoException): UserError {
  const why = cause.code === 'EADDRINUSE' ? 'something else listens there' : describeError(cause);
  return new UserError(`Can't listen on ${settings.host}:${settings.port}: ${why}. Set HOST and PORT.`, { cause });
}
