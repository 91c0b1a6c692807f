import { describe, expect, test } from '@jest/globals';
import { PARSER_ATTACKS } from './in-parsers.ts';
import { parseInThread } from './parse-in-thread.ts';

describe('in parsers', () => {
  test.each(PARSER_ATTACKS.map((it) => [it.name, it] as const))('%s', async (_name, attack) => {
    const found = await parseInThread(attack);
    expect(found).not.toContain('root:x:0');
    expect(found.length).toBeLessThanOrEqual(100_000);
  });
});
