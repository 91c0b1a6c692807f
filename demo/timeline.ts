/** One row of the table at the end. */
export interface Moment {
  /** Since the demo began. */
  ms: number;
  text: string;
}

/** Lines of the app's timeline that are milestones; the others are only shown live. */
const MILESTONES: Readonly<Record<string, string>> = {
  cloned: 'cloned',
  attempt_started: 'agent at work',
  gate_guards: 'guards done',
  gate_verifiers: 'verifiers done',
  gate_judge: 'judge done',
  repair: 'log of CI read',
};

export function milestone(kind: string, text: string): string | null {
  const name = MILESTONES[kind];
  return name === undefined ? null : `${name}: ${text}`.slice(0, 58);
}
