import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retry } from '../src/retry.js';

test('gives the first success', async () => {
  let calls = 0;
  const result = await retry(async () => {
    calls += 1;
    if (calls < 3) throw new Error('not yet');
    return 'done';
  }, { pauseMs: 1 });
  assert.equal(result, 'done');
  assert.equal(calls, 3);
});

test('rejects with the last error', async () => {
  await assert.rejects(retry((attempt) => Promise.reject(new Error(`no ${attempt}`)), { attempts: 2, pauseMs: 1 }), /no 2/);
});

test('a task may throw without a promise', async () => {
  await assert.rejects(retry(() => { throw new TypeError('plain'); }, { attempts: 1 }), TypeError);
});
