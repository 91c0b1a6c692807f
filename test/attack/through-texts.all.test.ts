import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Stage } from '../support/stage.ts';
import { TEXT_ATTACKS } from './through-texts.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ LOG_LEVEL: 'debug', FETTLE_SANDBOX_MEMORY_MB: '1536', FETTLE_SANDBOX_DISK_MB: '512' });
});
afterAll(() => stage.close());

// One after the other: some of them lose webhooks, or wait until all are handled.
describe('through people, texts, CI and repositories', () => {
  test.each(TEXT_ATTACKS.map((it) => [it.name, it] as const))('%s', async (_name, attack) => {
    await attack.carryOut(stage);
    expect(stage.surprises).toEqual([]);
  });
});
