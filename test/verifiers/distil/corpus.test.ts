import { beforeAll, describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { distil } from '../../../src/verifiers/distil/distil.ts';
import { Reading } from '../../../src/verifiers/distil/reading.ts';
import { type Case, holds, norm, readCorpus, tokens } from './score.ts';

/** The targets of the project, on logs made by running real tools; `make-logs/` says how. */
const CORPUS = readCorpus(join(import.meta.dirname, 'corpus'));
const CAP = 2000;

interface Score {
  one: Case;
  missing: string[];
  noise: string[];
  rawTokens: number;
  outTokens: number;
}

async function score(one: Case): Promise<Score> {
  const { text, summary } = await distil(one.raw, { tool: one.meta.verifierHint, exitCode: one.meta.exitCode });
  const shown = text || summary;
  return {
    one,
    missing: one.meta.essential.filter((fact) => !holds(shown, fact)),
    noise: one.meta.noise.filter((noise) => norm(shown).includes(norm(noise).trim())),
    rawTokens: tokens(one.raw.toString('utf8').length),
    outTokens: tokens(shown.length),
  };
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

describe('distilling the corpus', () => {
  let red: Score[];
  let green: Score[];

  beforeAll(async () => {
    const all: Score[] = [];
    for (const one of CORPUS) all.push(await score(one));
    red = all.filter(({ one }) => one.meta.kind !== 'success');
    green = all.filter(({ one }) => one.meta.kind === 'success');
  }, 60_000);

  test('has at least 150 logs of 35 tools', () => {
    expect(CORPUS.length).toBeGreaterThanOrEqual(150);
    expect(new Set(CORPUS.map(({ meta }) => meta.tool)).size).toBeGreaterThanOrEqual(35);
  });

  test('keeps the essential facts', () => {
    const lost = red
      .filter(({ missing }) => missing.length > 0)
      .map(({ one, missing }) => `${one.id}: ${missing.join(' | ')}`);
    const recall = mean(red.map(({ one, missing }) => 1 - missing.length / one.meta.essential.length));
    expect({ recall: recall >= 0.98, lost }).toEqual({ recall: true, lost: expect.any(Array) });
    expect(lost.length / red.length).toBeLessThanOrEqual(0.08);
  });

  test('is short', () => {
    expect(median(red.map(({ outTokens }) => outTokens))).toBeLessThanOrEqual(350);
    const big = red.filter(({ rawTokens }) => rawTokens > 10_000);
    expect(big.length).toBeGreaterThan(0);
    expect(
      median(big.map(({ outTokens, rawTokens }) => Math.round((10_000 * outTokens) / rawTokens))),
    ).toBeLessThanOrEqual(400);
    expect(red.filter(({ outTokens }) => outTokens > CAP).map(({ one }) => one.id)).toEqual([]);
  });

  test('says one line on success', () => {
    expect(green.filter(({ outTokens }) => outTokens > 40).map(({ one }) => one.id)).toEqual([]);
  });

  test('repeats no noise', () => {
    expect(
      [...red, ...green].filter(({ noise }) => noise.length > 0).map(({ one, noise }) => `${one.id}: ${noise.join()}`),
    ).toEqual([]);
  });
});

test('skipping lines without a keyword hides no finding', () => {
  class WholeReading extends Reading {
    override get asleep(): boolean {
      return false;
    }
  }
  const titles = (reading: Reading, raw: Buffer): string[] => {
    reading.push(raw);
    reading.end();
    // Lines that only look like errors may be grouped otherwise.
    return reading.findings.all.filter((finding) => finding.score === undefined).map((finding) => finding.title);
  };
  for (const { id, raw } of CORPUS) {
    // Reading every line of the biggest logs takes long and shows nothing that the others do not.
    if (raw.length > 100_000) continue;
    const quick = titles(new Reading(), raw);
    const hidden = titles(new WholeReading(), raw).filter((title) => !quick.includes(title));
    expect({ id, hidden }).toEqual({ id, hidden: [] });
  }
}, 60_000);
