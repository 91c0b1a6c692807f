import { z } from 'zod';

const Line = z.looseObject({ run: z.string(), kind: z.string(), msg: z.string(), level: z.number() });
const Report = z.looseObject({ check: z.string(), result: z.string(), detail: z.string() });
const Verdict = z.looseObject({
  verdict: z.string(),
  objections: z.array(z.object({ path: z.string(), hunk: z.string(), why: z.string() })),
});
const Feedback = z.array(z.looseObject({ title: z.string(), body: z.string() }));

/** One line of the run's timeline as the app logs it, or what stands behind the line before. */
export interface AppLine {
  kind: string;
  text: string;
  /** Set on the line (at debug level) that only brings what stands behind it. */
  detail: string | null;
}

/** Null for lines of the log that are not about a run. */
export function readAppLine(line: string): AppLine | null {
  const parsed = Line.safeParse(json(line));
  if (!parsed.success) return null;
  const { kind, msg, data } = parsed.data;
  return { kind, text: msg, detail: data === undefined ? null : detailOf(data) };
}

/** What a person wants to read of the data: a red report's distilled text, a judge's objections, a distilled CI log. */
function detailOf(data: unknown): string {
  const report = Report.safeParse(data);
  if (report.success) return report.data.result === 'passed' ? '' : report.data.detail;
  const verdict = Verdict.safeParse(data);
  if (verdict.success) return verdict.data.objections.map((it) => `${it.path} ${it.hunk}\n${it.why}`).join('\n');
  const feedback = Feedback.safeParse(data);
  if (feedback.success) return feedback.data.map((it) => `${it.title}\n${it.body}`).join('\n');
  return '';
}

function json(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
