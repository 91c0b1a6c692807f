import { describeError, UserError } from '../../errors.ts';

/** What one check says: all is well, or the one thing to do. */
export interface Finding {
  what: string;
  ok: boolean;
  say: string;
  /** Not wrong here, but worth knowing: it does not make a check fail. */
  warning?: true;
  /** Where the thing to do is done. */
  link?: string;
}

/** A person waits for the checks; what does not answer by then is said so, ms. */
const PATIENCE_MS = 15_000;

/** The finding of a check that may throw or never answer. */
export async function finding(what: string, check: () => Promise<Finding>): Promise<Finding> {
  const late = Promise.withResolvers<Finding>();
  const timer = setTimeout(
    () => late.resolve({ what, ok: false, say: `no answer within ${PATIENCE_MS / 1000} s` }),
    PATIENCE_MS,
  );
  try {
    return await Promise.race([check(), late.promise]);
  } catch (error) {
    return { what, ok: false, say: error instanceof UserError ? error.message : describeError(error) };
  } finally {
    clearTimeout(timer);
  }
}
