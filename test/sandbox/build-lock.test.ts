import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { withBuildLock } from '../../src/sandbox/build-lock.ts';
import { temporaryFolder } from './support.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const options = { folder: folder.path };

test('what two processes would build at the same time is built by one after the other', async () => {
  const seen: string[] = [];
  const first = Promise.withResolvers<void>();
  const building = withBuildLock('box:tag', () => first.promise.then(() => void seen.push('first')), options);
  while (readdirSync(folder.path).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const onWait = () => {
    seen.push('waits');
    first.resolve();
  };
  await withBuildLock('box:tag', async () => void seen.push('second'), { ...options, onWait });
  await building;
  expect(seen).toEqual(['waits', 'first', 'second']);
  await withBuildLock('other', async () => expect(readdirSync(folder.path)).toEqual(['fettle-other.lock']), options);
});

test('a failed build and one that died leave no lock', async () => {
  const failing = withBuildLock('a', () => Promise.reject(new Error('no space')), options);
  await expect(failing).rejects.toThrow('no space');
  const path = join(folder.path, 'fettle-a.lock');
  expect(existsSync(path)).toBe(false);
  writeFileSync(path, '');
  utimesSync(path, new Date(0), new Date(0));
  expect(await withBuildLock('a', async () => 'built', options)).toBe('built');
});
