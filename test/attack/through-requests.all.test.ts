import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Stage } from '../support/stage.ts';
import { GENEROUS, REQUEST_ATTACKS } from './through-requests.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ ...GENEROUS, FETTLE_SANDBOX_MEMORY_MB: '1536', FETTLE_SANDBOX_DISK_MB: '512' });
});
afterAll(() => stage.close());

describe('through what an agent may ask for', () => {
  test.each(REQUEST_ATTACKS.map((it) => [it.name, it] as const))('%s', async (_name, attack) => {
    await attack.carryOut(stage);
    expect(stage.surprises).toEqual([]);
  });
});
