import { describe, expect, test } from '@jest/globals';
import { priceOf } from '../../src/agent/prices.ts';

const MILLION = 1_000_000;
const none = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };

describe('prices', () => {
  test.each([
    ['claude-opus-5-5', 4, 20],
    ['claude-sonnet-5-5', 2, 10],
    ['claude-opus-4-5-20251101', 5, 25],
    ['claude-opus-5-0', 5, 25],
    ['claude-sonnet-5', 2, 10],
    ['claude-sonnet-4-5-20250929', 3, 15],
  ])('%s', (model, input, output) => {
    expect(priceOf(model, { ...none, input: MILLION })).toEqual({ usd: input, estimated: false });
    expect(priceOf(model, { ...none, output: MILLION })).toEqual({ usd: output, estimated: false });
  });

  test('reading the cache is cheap, writing it costs a quarter more', () => {
    expect(priceOf('claude-sonnet-5-5', { ...none, cacheRead: MILLION }).usd).toBeCloseTo(0.1);
    expect(priceOf('claude-sonnet-5-5', { ...none, cacheWrite: MILLION }).usd).toBeCloseTo(2.5);
  });

  test('a long prompt costs more where the model has two prices', () => {
    expect(priceOf('claude-haiku-5-5', { ...none, input: 100_000 }).usd).toBeCloseTo(0.01);
    expect(priceOf('claude-haiku-5-5', { ...none, input: 50_000, cacheRead: 50_001 }).usd).toBeCloseTo(0.0275);
  });

  test('an unknown model counts as the dearest, and says so', () => {
    expect(priceOf('somebody-elses-model', { ...none, input: MILLION })).toEqual({ usd: 5, estimated: true });
    expect(priceOf('claude-opus-5-7', { ...none, input: MILLION })).toEqual({ usd: 5, estimated: true });
  });
});
