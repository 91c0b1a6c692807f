import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeRepository, openMirror, ownSandboxes, temporaryFolder } from '../sandbox/support.ts';
import { type Ground, GROUND_ATTACKS } from './beneath.ts';

const folder = temporaryFolder();
const box = ownSandboxes({ registry: async () => null });
let ground: Ground;

beforeAll(async () => {
  await box.sandboxes.ensureImage(() => {});
  const repository = makeRepository(`${folder.path}/shop`, { 'secret-source.js': 'x\n', 'package-lock.json': '{}' });
  ground = { box, mirror: await openMirror(folder.path, repository), folder: folder.path };
}, 300_000);
afterAll(async () => {
  await box.clear();
  folder.remove();
});

describe('beneath a run', () => {
  test.each(GROUND_ATTACKS.map((it) => [it.name, it] as const))('%s', async (_name, attack) => {
    await attack.carryOut(ground);
    expect(attack.stoppedBy).not.toBe('');
  });
});
