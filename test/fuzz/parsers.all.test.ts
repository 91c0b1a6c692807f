import { describe, expect, test } from '@jest/globals';
import { fuzz, SEED } from './budget.ts';
import { answered, READERS } from './parsers.ts';

describe(`random texts, seed ${SEED}`, () => {
  test.each(READERS.map((it) => [it.name, it] as const))('%s', async (_name, { values, read }) => {
    await fuzz(values, 1 / READERS.length, (value) => answered(() => read(value as never)));
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
