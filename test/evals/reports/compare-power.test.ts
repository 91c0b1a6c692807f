import { describe, expect, test } from '@jest/globals';
import { powerPlan, ratePlan } from '../../../src/evals/reports/compare/power-plan.ts';
import { powerText, ratePlanText } from '../../../src/evals/reports/compare/power-text.ts';

const QUESTION = { delta: 0.05, discordances: [0.1, 0.15], items: null, baselineRate: null, alpha: 0.05, power: 0.8 };

describe('a plan before money is spent', () => {
  test('says how many items in pairs it takes', () => {
    expect(powerPlan(QUESTION).paired).toEqual([
      { discordance: 0.1, items: 312 },
      { discordance: 0.15, items: 469 },
    ]);
    expect(powerPlan({ ...QUESTION, delta: 0.1, discordances: [0.2] }).paired).toEqual([
      { discordance: 0.2, items: 155 },
    ]);
  });

  test('and on different items, up and down', () => {
    const each = (baselineRate: number, delta: number) =>
      powerPlan({ ...QUESTION, delta, baselineRate }).unpaired.map(({ itemsEach }) => itemsEach);
    expect(each(0.7, 0.1)).toContain(294);
    expect(each(0.7, 0.05)).toContain(1251);
    // 97 % can't become 102 %.
    expect(each(0.97, 0.05)).toHaveLength(1);
  });

  test('says what a number of items could show, and where that is nothing', () => {
    const { seen } = powerPlan({ ...QUESTION, delta: null, items: 312, discordances: [0.1] });
    expect(seen[0]?.least).toBeCloseTo(0.05, 3);
    const few = powerPlan({ ...QUESTION, items: 5, discordances: [0.04] });
    expect(few.seen).toEqual([{ discordance: 0.04, least: null }]);
    expect(powerText(few)).toContain('impossible, they differ on fewer items than that');
    expect(powerText(few)).toContain('none: they are too few for any difference');
  });

  test('says how exactly a false-veto rate would be known', () => {
    const text = ratePlanText(ratePlan(0.05, [100, 400]));
    expect(text).toContain('from 100 good changes:      [2.2, 11.2] %');
    expect(text).toContain('from 400 good changes:      [3.3, 7.6] %');
  });
});
