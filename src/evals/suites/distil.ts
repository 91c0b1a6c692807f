import { z } from 'zod';
import { NOTHING_SPENT } from '../../agent/budget.ts';
import { UserError } from '../../errors.ts';
import { distil } from '../../verifiers/distil/distil.ts';
import { type DistilCase, distilItem, holds } from './distil-case.ts';
import type { Suite } from './suite.ts';

const CHARS_PER_TOKEN = 4;

/** What the distil suite keeps of a trial. Tokens are estimated at four characters each. */
export const DistilRecord = z.strictObject({
  tool: z.string(),
  exit: z.int().nullable(),
  must: z.int().min(0),
  missing: z.array(z.string()),
  /** Noise that was repeated. */
  noise: z.array(z.string()),
  tokens: z.int().min(0),
  logTokens: z.int().min(0),
});

/**
 * Distilling on logs of which it is known what must be left. The score is the share of it that is. Answers: `complete`,
 * `incomplete` where something is lost, `noisy` where nothing is lost and noise is repeated.
 */
export function distilSuite(cases: readonly DistilCase[]): Suite {
  const byId = new Map(cases.map((it) => [it.id, it]));
  return {
    name: 'distil',
    items: cases.map(distilItem),
    async tryItem(id) {
      const it = byId.get(id);
      if (it === undefined) throw new UserError(`There is no case ${id} in this suite.`);
      const { text, summary } = await distil(it.log, { tool: it.tool, exitCode: it.exit });
      const shown = text === '' ? summary : text;
      const missing = it.must.filter((fact) => !holds(shown, fact));
      const noise = it.mustNot.filter((fact) => holds(shown, fact));
      const record: z.infer<typeof DistilRecord> = {
        tool: it.tool,
        exit: it.exit,
        must: it.must.length,
        missing,
        noise,
        tokens: Math.ceil(shown.length / CHARS_PER_TOKEN),
        logTokens: Math.ceil(it.log.length / CHARS_PER_TOKEN),
      };
      return {
        costUsd: 0,
        usage: NOTHING_SPENT.usage,
        score: it.must.length === 0 ? 1 : 1 - missing.length / it.must.length,
        answer: missing.length > 0 ? 'incomplete' : noise.length > 0 ? 'noisy' : 'complete',
        expected: 'complete',
        detail:
          missing.length > 0
            ? `lost: ${missing.join(' | ')}`
            : noise.length > 0
              ? `noise: ${noise.join(' | ')}`
              : summary,
        record,
      };
    },
  };
}
