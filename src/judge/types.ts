export const CRITERIA = ['does_what_was_asked', 'nothing_else', 'no_weakened_checks', 'plausibly_correct'] as const;
export type Criterion = (typeof CRITERIA)[number];

export interface Objection {
  criterion: Criterion;
  path: string;
  /** `@@ -a,b +c,d @@` as it stands in the diff. */
  hunk: string;
  why: string;
  /** Whether path and hunk are in the diff. An objection that cites nothing real is shown as such and counts for nothing. */
  cited: boolean;
}

export interface Verdict {
  verdict: 'approve' | 'veto' | 'abstain';
  criteria: Record<Criterion, { met: boolean; why: string }>;
  objections: Objection[];
  /** Hunks that nobody asked for and nobody needs; all are in the diff. */
  unrequested: { path: string; hunk: string }[];
  /** How many more it named under `unrequested` that are not in the diff; absent for none. */
  droppedUnrequested?: number;
  /** In how many parts the change was judged; absent where one request held it. */
  parts?: number;
  model: string;
  /** sha256 of the prompt file it was made with. */
  promptHash: string;
}

export interface JudgeInput {
  task: string;
  diff: string;
  /** Guards' and verifiers' results as plain text lines. */
  facts: string;
}

/** Thrown when no verdict can be had although the model answers. Nobody may take that for an approval. */
export class JudgeFailed extends Error {
  override readonly name = 'JudgeFailed';
  readonly reason: 'refused' | 'too_large' | 'no_verdict';
  /** What the requests cost that led to nothing. */
  readonly costUsd: number;

  constructor(reason: JudgeFailed['reason'], message: string, costUsd: number) {
    super(message);
    this.reason = reason;
    this.costUsd = costUsd;
  }
}
