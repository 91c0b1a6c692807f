import { describeError, UserError } from '../errors.ts';

/** Prints why a command ended early: a person's mistake as a sentence, a fault of ours with its stack. Returns the exit code. */
export function failure(error: unknown): number {
  if (error instanceof UserError) {
    console.error(`fettle: ${error.message}`);
    return 2;
  }
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
    console.error(`fettle: ${error.message}`);
    return 2;
  }
  console.error(`fettle: ${describeError(error)}`);
  if (error instanceof Error && error.stack !== undefined) console.error(error.stack);
  return 1;
}

export function seconds(ms: number): string {
  return ms < 9_950 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}
