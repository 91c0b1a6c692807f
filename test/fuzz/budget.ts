import fc from 'fast-check';

/** All of `npm run test:fuzz` in about a minute and a half; a nightly run may give it hours. */
const SECONDS = Number(process.env.FETTLE_FUZZ_SECONDS ?? 40);
/** The same values each time, so that CI is red for what a change did; a nightly run gives others. */
export const SEED = Number(process.env.FETTLE_FUZZ_SEED ?? 20_261_125);

/** What any of the parsers may take for a text of some kilobytes: a bound on their growth, not a measure of their speed. */
const HANG_MS = 5000;

/** Gives `check` values until this part's share of the time is used up. What fails is shrunk and shown with its seed. */
export async function fuzz<T>(values: fc.Arbitrary<T>, share: number, check: (value: T) => unknown): Promise<void> {
  const property = fc.asyncProperty(values, async (value) => {
    const begun = performance.now();
    await check(value);
    const took = performance.now() - begun;
    if (took > HANG_MS) throw new Error(`it took ${Math.round(took)} ms`);
  });
  await fc.assert(property, {
    seed: SEED,
    numRuns: 1_000_000,
    interruptAfterTimeLimit: SECONDS * 1000 * share,
    markInterruptAsFailure: false,
  });
}
