/**
 * A mistake that a person can put right: its message says what is wrong and what to do, and may be posted on an issue
 * or printed on a terminal as it is. Everything else that is thrown is a fault of ours or of the machine.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** The text of anything that was thrown, with its chain of causes, for a log or a run's record. */
export function describeError(error: unknown): string {
  const parts: string[] = [];
  for (let at: unknown = error, depth = 0; at !== undefined && depth < 5; depth += 1) {
    parts.push(at instanceof Error ? at.message || at.name : String(at));
    at = at instanceof Error ? at.cause : undefined;
  }
  return parts.join(': ');
}
