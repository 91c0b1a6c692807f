import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ModelUnavailable } from '../../../src/agent/types.ts';
import { UserError } from '../../../src/errors.ts';
import { createRun, openRun, readRecording } from '../../../src/evals/record/run-directory.ts';
import { readRun } from '../../../src/evals/record/run-files.ts';
import { replayRun } from '../../../src/evals/record/replay-run.ts';
import type { Suite } from '../../../src/evals/suites/suite.ts';
import { askingSuite, carryOn, manifestOf, modelThat, newFolder, replyOf } from './runs.ts';

const never = new AbortController().signal;

test('does every trial once, all items before any of them again', async () => {
  const suite = askingSuite(5);
  const directory = await createRun(join(newFolder(), 'run'), manifestOf(suite, { k: 2 }), null);
  const model = modelThat(() => replyOf('right'));
  const ended = await carryOn(directory, suite, model, { concurrency: 1 });
  await directory.close();
  expect(ended).toMatchObject({ how: 'done', lost: 0, progress: { done: 10, total: 10, right: 10 } });
  const { trials } = await readRun(directory.dir);
  expect(trials.map(({ trial }) => trial)).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
  expect(new Set(model.asked).size).toBe(10);
});

test('stops before a trial that would cost more than is left, and goes on with a larger budget', async () => {
  const suite = askingSuite(10);
  const directory = await createRun(join(newFolder(), 'run'), manifestOf(suite, { budgetUsd: 0.05 }), null);
  const model = modelThat(() => replyOf('right', 0.012));
  expect(await carryOn(directory, suite, model)).toMatchObject({ how: 'over_budget', progress: { done: 4 } });
  await directory.close();
  expect(model.asked).toHaveLength(4);

  const again = await openRun(directory.dir);
  expect(await carryOn(again, suite, model, { budgetUsd: 1 })).toMatchObject({ how: 'done', progress: { done: 10 } });
  await again.close();
  expect(new Set(model.asked).size).toBe(10);
});

test('stops when the model is gone, and tries again what was lost when it is resumed', async () => {
  const suite = askingSuite(12);
  const directory = await createRun(join(newFolder(), 'run'), manifestOf(suite), null);
  const gone = modelThat(() => Promise.reject(new ModelUnavailable('401: the key is wrong')));
  const ended = await carryOn(directory, suite, gone, { concurrency: 2 });
  await directory.close();
  expect(ended).toMatchObject({ how: 'infra', why: '401: the key is wrong' });
  expect(gone.asked.length).toBeLessThan(8);
  expect((await readRun(directory.dir)).trials.every(({ score }) => score === null)).toBe(true);

  const again = await openRun(directory.dir);
  const model = modelThat(() => replyOf('right'));
  expect(await carryOn(again, suite, model)).toMatchObject({ how: 'done', lost: 0, progress: { done: 12 } });
  await again.close();
  expect(model.asked).toHaveLength(12);
  const { kept } = await replayRun(await readRun(directory.dir), suite, join(newFolder(), 'out'), never);
  expect(kept).toEqual([]);
});

test('an interruption keeps what has ended, and an answer that came is not paid for twice', async () => {
  const suite = askingSuite(6);
  const directory = await createRun(join(newFolder(), 'run'), manifestOf(suite), null);
  const stop = new AbortController();
  const model = modelThat(() => replyOf('right'));
  const slow: Suite = {
    ...suite,
    async tryItem(id, trial, context) {
      const tried = await suite.tryItem(id, trial, context);
      // The third answer is on disk when the trial that asked for it is cut off.
      if (model.asked.length === 3) stop.abort(new Error('interrupted'));
      return tried;
    },
  };
  expect(await carryOn(directory, slow, model, { concurrency: 1, signal: stop.signal })).toMatchObject({
    how: 'interrupted',
    progress: { done: 2 },
  });
  await directory.close();
  const again = await openRun(directory.dir);
  expect(await carryOn(again, suite, model)).toMatchObject({ how: 'done', progress: { done: 6 } });
  await again.close();
  expect(model.asked.toSorted()).toEqual(suite.items.map(({ id }) => `${id} 1`));
});

test('half a line at the end of a file is cut off', async () => {
  const suite = askingSuite(4);
  const directory = await createRun(join(newFolder(), 'run'), manifestOf(suite), null);
  await carryOn(
    directory,
    suite,
    modelThat(() => replyOf('right')),
  );
  await directory.close();
  const trials = join(directory.dir, 'trials.jsonl');
  const whole = readFileSync(trials, 'utf8');
  writeFileSync(trials, `${whole.slice(0, whole.lastIndexOf('{'))}{"item":"it`);
  appendFileSync(join(directory.dir, 'recording.jsonl'), '{"item":"ü'.slice(0, 10));
  expect((await readRun(directory.dir)).trials).toHaveLength(3);
  const again = await openRun(directory.dir);
  const model = modelThat(() => replyOf('right'));
  expect(await carryOn(again, suite, model)).toMatchObject({ how: 'done', progress: { done: 4 } });
  await again.close();
  // Its answer was on disk.
  expect(model.asked).toEqual([]);
  expect(await readRecording(directory.dir)).toHaveProperty('size', 4);
});

test('a line that is damaged in the middle is named', async () => {
  const suite = askingSuite(1);
  const directory = await createRun(join(newFolder(), 'run'), manifestOf(suite), null);
  await directory.close();
  writeFileSync(join(directory.dir, 'trials.jsonl'), 'nonsense\n{}\n');
  await expect(openRun(directory.dir)).rejects.toThrow(/trials\.jsonl, line 1 is damaged/);
});

test('nobody else works on a run that goes on; a holder that has died does not count', async () => {
  const suite = askingSuite(1);
  const directory = await createRun(join(newFolder(), 'run'), manifestOf(suite), null);
  await expect(openRun(directory.dir)).rejects.toThrow(UserError);
  await expect(createRun(directory.dir, manifestOf(suite), null)).rejects.toThrow(/holds a run already/);
  await directory.close();
  writeFileSync(join(directory.dir, 'running'), '4194305\n');
  await (await openRun(directory.dir)).close();
});

test('what looks like a credential is kept nowhere, and a replay sees what the run saw', async () => {
  const suite = askingSuite(1);
  const key = `ghp_${'a1B2'.repeat(9)}`;
  const directory = await createRun(join(newFolder(), 'run'), manifestOf(suite), null);
  await carryOn(
    directory,
    suite,
    modelThat(() => replyOf(`found ${key}`)),
  );
  await directory.close();
  for (const file of ['trials.jsonl', 'recording.jsonl']) {
    const text = readFileSync(join(directory.dir, file), 'utf8');
    expect(text).toContain('found [redacted]');
    expect(text).not.toContain(key);
  }
  const out = join(newFolder(), 'out');
  await replayRun(await readRun(directory.dir), suite, out, never);
  expect(readFileSync(join(out, 'trials.jsonl'))).toEqual(readFileSync(join(directory.dir, 'trials.jsonl')));
});

test('a fault of a suite stops the run and is thrown', async () => {
  const suite = askingSuite(5);
  const directory = await createRun(join(newFolder(), 'run'), manifestOf(suite), null);
  const broken = { ...suite, tryItem: () => Promise.reject(new UserError('no such case')) };
  await expect(
    carryOn(
      directory,
      broken,
      modelThat(() => replyOf('right')),
    ),
  ).rejects.toThrow('no such case');
  await directory.close();
});
