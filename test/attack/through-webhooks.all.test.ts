import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Stage } from '../support/stage.ts';
import { WEBHOOK_ATTACKS } from './through-webhooks.ts';

let stage: Stage;
beforeAll(async () => {
  // Lost labels are not searched for: every run here would be one that an attack has begun.
  stage = await Stage.open({ FETTLE_RECONCILE_SECONDS: '3600' });
});
afterAll(() => stage.close());

describe('through webhooks', () => {
  test.each(WEBHOOK_ATTACKS.map((it) => [it.name, it] as const))('%s', async (_name, attack) => {
    await attack.carryOut(stage);
    expect(stage.surprises).toEqual([]);
  });

  test('none of it was logged with what it held', () => {
    expect(stage.log).not.toContain('xxxxxxxxxx');
    expect(stage.log.length).toBeLessThan(200_000);
  });
});
