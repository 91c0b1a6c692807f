import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { retry } from '../src/retry.js';

/** Milliseconds between the attempts of a task that always fails; fails itself when that takes too long. */
async function pausesOf(options) {
  const at = [];
  await assert.rejects(ends(retry(() => { at.push(performance.now()); throw new Error('down'); }, options)), /down/);
  return at.slice(1).map((time, before) => time - at[before]);
}
// Timers may be a little early by this clock, and any amount late.
const atLeast = (pauses, wanted) => {
  assert.equal(pauses.length, wanted.length);
  for (const [at, ms] of wanted.entries()) assert.ok(pauses[at] >= ms - 3, `pauses ${pauses}, wanted ${wanted}`);
};
const failing = () => Promise.reject(new Error('down'));
/** What never ends fails after a while. */
const ends = (promise) =>
  Promise.race([promise, new Promise((_, reject) => { setTimeout(reject, 3000, new Error('it does not end')).unref(); })]);

test('pauses grow by the factor', async () => {
  atLeast(await pausesOf({ attempts: 4, pauseMs: 20, factor: 4 }), [20, 80, 320]);
});

test('no pause is longer than the limit, the first one included', async () => {
  atLeast(await pausesOf({ attempts: 5, pauseMs: 10, factor: 1000, maxPauseMs: 40 }), [10, 40, 40, 40]);
  atLeast(await pausesOf({ attempts: 2, pauseMs: 3_600_000, maxPauseMs: 5 }), [5]);
});

test('without new options pauses stay the same', async () => {
  atLeast(await pausesOf({ attempts: 6, pauseMs: 120 }), [120, 120, 120, 120, 120]);
});

test('there is no pause after the last attempt', async () => {
  assert.deepEqual(await pausesOf({ attempts: 1, pauseMs: 3_600_000 }), []);
});

test('shouldRetry decides with the error and the attempt, counted from 1', async () => {
  const seen = [];
  const shouldRetry = (error, attempt) => { seen.push([error.message, attempt]); return attempt < 2; };
  let calls = 0;
  await assert.rejects(retry(() => { calls += 1; throw new Error(`e${calls}`); }, { attempts: 9, pauseMs: 1, shouldRetry }), /e2/);
  assert.deepEqual(seen, [['e1', 1], ['e2', 2]]);
});

test('an aborted signal means that the task is never called', async () => {
  let calls = 0;
  const reason = new Error('stop');
  await assert.rejects(retry(() => { calls += 1; }, { signal: AbortSignal.abort(reason) }), (error) => error === reason);
  assert.equal(calls, 0);
});

test('an abort ends a pause at once, leaves no timer, and no further attempt starts', async () => {
  const stop = new AbortController();
  let calls = 0;
  const reason = new Error('stop');
  const going = retry(() => { calls += 1; setImmediate(() => stop.abort(reason)); throw new Error('down'); }, { pauseMs: 3_600_000, signal: stop.signal });
  await assert.rejects(ends(going), (error) => error === reason);
  assert.equal(calls, 1);
  assert.equal(process.getActiveResourcesInfo().filter((it) => it === 'Timeout').length, 0);
});

test('an attempt under way is not waited for', async () => {
  const stop = new AbortController();
  const reason = new Error('stop');
  const going = retry(() => new Promise(() => {}), { signal: stop.signal });
  setImmediate(() => stop.abort(reason));
  await assert.rejects(ends(going), (error) => error === reason);
});

test('no listeners are left on the signal', async () => {
  const { signal } = new AbortController();
  await retry(async (attempt) => { if (attempt < 3) throw new Error('not yet'); }, { pauseMs: 1, signal });
  await assert.rejects(retry(failing, { attempts: 2, pauseMs: 1, signal }));
  assert.equal(getEventListeners(signal, 'abort').length, 0);
});
