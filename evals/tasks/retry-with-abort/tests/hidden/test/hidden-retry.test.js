import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { mock, test } from 'node:test';
import { retry } from '../src/retry.js';

/** Runs what is due until nothing is left to run; says which delays were asked for. */
function recordPauses() {
  const asked = [];
  mock.method(globalThis, 'setTimeout', (done, ms) => {
    asked.push(ms);
    setImmediate(done);
    return { unref() {}, ref() {}, hasRef: () => true };
  });
  return asked;
}
const failing = () => Promise.reject(new Error('down'));
/** What never ends fails after a while. */
const ends = (promise) =>
  Promise.race([promise, new Promise((_, reject) => { setTimeout(reject, 3000, new Error('it does not end')).unref(); })]);

test('pauses grow by the factor, up to the limit, and there is none after the last attempt', async (t) => {
  const asked = recordPauses();
  t.after(() => mock.restoreAll());
  await assert.rejects(retry(failing, { attempts: 6, pauseMs: 10, factor: 3, maxPauseMs: 100 }), /down/);
  assert.deepEqual(asked, [10, 30, 90, 100, 100]);
});

test('without new options pauses stay the same', async (t) => {
  const asked = recordPauses();
  t.after(() => mock.restoreAll());
  await assert.rejects(retry(failing, { attempts: 4, pauseMs: 7 }), /down/);
  assert.deepEqual(asked, [7, 7, 7]);
});

test('a first pause above the limit is cut too', async (t) => {
  const asked = recordPauses();
  t.after(() => mock.restoreAll());
  await assert.rejects(retry(failing, { attempts: 2, pauseMs: 500, maxPauseMs: 50 }), /down/);
  assert.deepEqual(asked, [50]);
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
