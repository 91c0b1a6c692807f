import type { Usage } from './types.ts';

/** US dollars per million tokens. Writing to the cache (five minutes) costs 1.25 times the input price. */
interface Price {
  input: number;
  output: number;
  cacheRead: number;
}

/** From Anthropic's published pricing page as of 2026-10-10. The first row whose pattern matches the model's name counts. */
const TABLE: readonly { model: RegExp; price: Price; long?: { above: number; price: Price } }[] = [
  { model: /^claude-opus-5-5(?!\d)/, price: { input: 4, output: 20, cacheRead: 0.2 } },
  { model: /^claude-sonnet-5-5(?!\d)/, price: { input: 2, output: 10, cacheRead: 0.1 } },
  {
    model: /^claude-haiku-5-5(?!\d)/,
    price: { input: 0.1, output: 0.5, cacheRead: 0.01 },
    // The page gives no cache price for long prompts; the same tenth of input is taken.
    long: { above: 100_000, price: { input: 0.5, output: 2.5, cacheRead: 0.05 } },
  },
  { model: /^claude-opus-(?:4-[5-9](?!\d)|5(?:-0)?(?=$|-\d{8}$))/, price: { input: 5, output: 25, cacheRead: 0.5 } },
  { model: /^claude-sonnet-5(?:-0)?(?=$|-\d{8}$)/, price: { input: 2, output: 10, cacheRead: 0.2 } },
  { model: /^claude-sonnet-4(?!\d)/, price: { input: 3, output: 15, cacheRead: 0.3 } },
];

const DEAREST: Price = { input: 5, output: 25, cacheRead: 0.5 };
const CACHE_WRITE = 1.25;
const MILLION = 1_000_000;

/**
 * What a reply cost in US dollars. A model that is not in the table is priced as the dearest one in it and marked
 * `estimated`, so that a money budget errs on the safe side.
 */
export function priceOf(model: string, usage: Usage): { usd: number; estimated: boolean } {
  const row = TABLE.find((candidate) => candidate.model.test(model));
  const prompt = usage.input + usage.cacheRead + usage.cacheWrite;
  const price = row === undefined ? DEAREST : row.long && prompt > row.long.above ? row.long.price : row.price;
  const usd =
    (usage.input * price.input +
      usage.cacheWrite * price.input * CACHE_WRITE +
      usage.cacheRead * price.cacheRead +
      usage.output * price.output) /
    MILLION;
  return { usd, estimated: row === undefined };
}
