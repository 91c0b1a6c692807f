import { z } from 'zod';
import { CRITERIA } from '../../judge/types.ts';

/*
 * What stands behind lines of a timeline. Rows were written by us, but maybe by an earlier version: what can't be read is
 * left out.
 */

const Report = z.object({
  check: z.string(),
  command: z.string().default(''),
  result: z.enum(['passed', 'failed', 'pre_existing', 'could_not_run']),
  reason: z.string().optional(),
  summary: z.string().default(''),
  detail: z.string().default(''),
  baseline: z.enum(['green', 'red']).optional(),
  cached: z.boolean().optional(),
  durationMs: z.number().default(0),
});
export type SeenReport = z.infer<typeof Report>;

const Finding = z.object({
  rule: z.string(),
  file: z.string(),
  line: z.number().optional(),
  why: z.string(),
  allowed: z.string().optional(),
});
export type SeenFinding = z.infer<typeof Finding>;

const Verdict = z.object({
  verdict: z.enum(['approve', 'veto', 'abstain']),
  criteria: z.record(z.enum(CRITERIA), z.object({ met: z.boolean(), why: z.string() })),
  objections: z.array(
    z.object({ criterion: z.string(), path: z.string(), hunk: z.string(), why: z.string(), cited: z.boolean() }),
  ),
  unrequested: z.array(z.object({ path: z.string(), hunk: z.string() })).default([]),
});
export type SeenVerdict = z.infer<typeof Verdict>;

const Item = z.object({ title: z.string(), body: z.string() });
const Check = z.object({ id: z.string(), command: z.string() });
const Tokens = z.object({ input: z.number(), output: z.number(), cacheRead: z.number(), cacheWrite: z.number() });

/** Something behind a line, in the shapes that pages show. */
export type EventData =
  | { kind: 'reports'; reports: SeenReport[] }
  | { kind: 'findings'; findings: SeenFinding[] }
  | { kind: 'verdict'; verdict: SeenVerdict }
  | { kind: 'checks'; checks: z.infer<typeof Check>[] }
  | { kind: 'items'; items: z.infer<typeof Item>[] }
  | { kind: 'output'; output: string }
  | { kind: 'refused'; refused: string[] }
  | { kind: 'spent'; costUsd: number; tokensIn: number; tokensOut: number }
  | { kind: 'tool'; ok: boolean; durationMs: number }
  | { kind: 'detail'; detail: string };

const some = <T extends z.ZodType>(item: T) => z.array(item).min(1);

/** The first that fits. None of them takes another's value for its own. */
const SHAPES = z.union([
  some(Report).transform((reports) => ({ kind: 'reports' as const, reports })),
  Report.transform((report) => ({ kind: 'reports' as const, reports: [report] })),
  some(Finding).transform((findings) => ({ kind: 'findings' as const, findings })),
  Verdict.transform((verdict) => ({ kind: 'verdict' as const, verdict })),
  some(Check).transform((checks) => ({ kind: 'checks' as const, checks })),
  some(Item).transform((items) => ({ kind: 'items' as const, items })),
  z.object({ output: z.string() }).transform(({ output }) => ({ kind: 'output' as const, output })),
  z.object({ refused: some(z.string()) }).transform(({ refused }) => ({ kind: 'refused' as const, refused })),
  z.object({ costUsd: z.number(), usage: Tokens }).transform(({ costUsd, usage }) => ({
    kind: 'spent' as const,
    costUsd,
    tokensIn: usage.input + usage.cacheRead + usage.cacheWrite,
    tokensOut: usage.output,
  })),
  z
    .object({ name: z.string(), ok: z.boolean(), durationMs: z.number() })
    .transform(({ ok, durationMs }) => ({ kind: 'tool' as const, ok, durationMs })),
  z
    .object({ kind: z.string(), reason: z.string(), detail: z.string().min(1) })
    .transform(({ detail }) => ({ kind: 'detail' as const, detail })),
]);

/** Null where there is nothing, or nothing that can be shown. */
export function eventData(data: unknown): EventData | null {
  if (data === undefined || data === null) return null;
  const read = SHAPES.safeParse(data);
  return read.success ? read.data : null;
}
