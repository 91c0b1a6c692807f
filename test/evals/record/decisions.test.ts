import { describe, expect, test } from '@jest/globals';
import { checkReplayable, checkSame } from '../../../src/evals/record/differences.ts';
import { mayStart } from '../../../src/evals/record/may-start.ts';
import { progressLine } from '../../../src/evals/record/progress.ts';
import { conversationsOf, type Recorded } from '../../../src/evals/record/recorded.ts';
import { redactReply } from '../../../src/evals/record/redact-reply.ts';
import { trialOrder } from '../../../src/evals/record/trial-order.ts';
import { createRedactor } from '../../../src/text/redact.ts';
import { askingSuite, manifestOf, replyOf } from './runs.ts';

const LOAD = { running: 0, concurrency: 2, ended: 4, spentUsd: 0.4, budgetUsd: 1 };

test.each([
  ['nothing is known yet', { ended: 0, spentUsd: 0 }, 'start'],
  ['the first one runs', { ended: 0, spentUsd: 0, running: 1 }, 'wait'],
  ['all places are taken', { running: 2 }, 'wait'],
  ['there is money', {}, 'start'],
  ['what runs may take the rest', { spentUsd: 0.8, ended: 8, running: 1, concurrency: 9, budgetUsd: 0.95 }, 'wait'],
  ['the next would cost more than is left', { spentUsd: 0.8, ended: 8, budgetUsd: 0.85 }, 'over_budget'],
  ['the next costs just what is left', { spentUsd: 0.8, ended: 8, budgetUsd: 0.9 }, 'start'],
  ['all is spent', { spentUsd: 1 }, 'over_budget'],
  ['there is no budget', { spentUsd: 1000, budgetUsd: null }, 'start'],
  ['trials are free', { spentUsd: 0 }, 'start'],
])('a trial starts or not: %s', (_, more, may) => {
  expect(mayStart({ ...LOAD, ...more })).toBe(may);
});

test('progress says how far, how fast, how long still and what it cost', () => {
  const progress = { done: 40, total: 100, doneHere: 20, ms: 60_000, right: 30, graded: 39, spentUsd: 1, budgetUsd: 4 };
  expect(progressLine(progress)).toBe('40/100, 30 of 39 right, 20.0/min, 3 min 00 s left, $1.00 spent, $3.00 left');
});

test('the order of trials depends on the seed alone', () => {
  const suite = askingSuite(20);
  const order = (seed: number) => trialOrder(manifestOf(suite, { seed, k: 2 })).map(({ item }) => item);
  expect(order(1)).toEqual(order(1));
  expect(order(1)).not.toEqual(order(2));
  expect(order(1).slice(0, 20).toSorted()).toEqual(order(1).slice(20).toSorted());
});

describe('a run is carried on with what it was begun with', () => {
  const suite = askingSuite(3);
  const { arm, ...rest } = manifestOf(suite);
  const [first, ...others] = suite.items;
  const added = { id: 'new', cluster: 'c', hash: 'h' };
  test.each([
    ['another prompt', { ...arm, promptHash: 'q' }, suite, 'the prompt has changed (it was p and is q)'],
    ['another model', { ...arm, judgeModel: null }, suite, "the judge's model has changed (it was m and is none)"],
    ['a missing item', arm, { ...suite, items: others }, 'an item is missing now: item-0'],
    ['a new item', arm, { ...suite, items: [...suite.items, added] }, 'an item is not in it: new'],
    ['a changed item', arm, { ...suite, items: [{ ...first!, hash: 'x' }, ...others] }, 'not what they were: item-0'],
  ])('%s is named', (_, now, changed, why) => {
    expect(() => checkSame({ ...rest, arm }, changed, now)).toThrow(why);
  });
  test('nothing is said where nothing differs, and a replay may have other code', () => {
    expect(() => checkSame({ ...rest, arm }, suite, arm)).not.toThrow();
    expect(() => checkReplayable({ ...rest, arm: { ...arm, verifiers: 'x' } }, suite)).not.toThrow();
    expect(() => checkReplayable({ ...rest, arm }, { ...suite, items: others })).toThrow('missing now');
  });
});

test('a call whose number is taken stands for it and all that followed', () => {
  const call = (seq: number, fault: string): Recorded => ({
    item: 'a',
    trial: 1,
    purpose: 'agent',
    seq,
    requestHash: '',
    promptHash: '',
    sent: [],
    reply: null,
    fault,
    redacted: false,
  });
  const calls = conversationsOf([call(0, 'a'), call(1, 'b'), call(2, 'c'), call(1, 'd')]).get('a#1#agent');
  expect(calls?.map(({ fault }) => fault)).toEqual(['a', 'd']);
});

test('an answer in JSON stays JSON when a cut-off key is taken out of it', () => {
  const text = JSON.stringify({ why: 'it holds -----BEGIN PRIVATE KEY-----\nMII', verdict: 'veto' });
  const { reply, redacted } = redactReply(replyOf(text), createRedactor());
  expect(reply.content).toEqual([{ type: 'text', text: '{"why":"it holds [redacted]","verdict":"veto"}' }]);
  expect(redacted).toBe(true);
});
