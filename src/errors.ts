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
  let at = error;
  while (at instanceof Error && parts.length < 5) {
    parts.push(at.message || at.name);
    at = at.cause;
  }
  if (parts.length === 0 || (at !== undefined && !(at instanceof Error)))
    parts.push(typeof at === 'string' ? at : (JSON.stringify(at) ?? 'nothing'));
  return parts.join(': ');
}
