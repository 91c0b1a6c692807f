const NUMBERS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;
const SAME_MS = 1000;
type Stopping = keyof typeof NUMBERS;

export interface Interruption {
  signal: AbortSignal;
  /** What a shell expects of a command that a signal ended, e.g. 130; null when none came. */
  exitCode(): number | null;
  /** Ends everything in an orderly way, as the signal would. */
  stop(why: string): void;
}

/**
 * Turns the signals that end a program into an abort, so that children are ended and containers removed before it ends.
 * A second one ends it at once.
 */
export function interruption(): Interruption {
  const abort = new AbortController();
  let came: Stopping | null = null;
  let cameAt = 0;
  for (const name of Object.keys(NUMBERS) as Stopping[]) {
    process.on(name, () => {
      // One press of Ctrl-C can arrive twice: from the terminal, and from a parent such as npx that passes it on.
      if (came !== null && Date.now() - cameAt > SAME_MS) process.exit(128 + NUMBERS[name]);
      if (came !== null) return;
      came = name;
      cameAt = Date.now();
      abort.abort(new Error(`interrupted by ${name}`));
    });
  }
  return {
    signal: abort.signal,
    exitCode: () => (came === null ? null : 128 + NUMBERS[came]),
    stop: (why) => abort.abort(new Error(why)),
  };
}
