/** One row of the table at the end. */
export interface Moment {
  /** Since the demo began. */
  ms: number;
  text: string;
}

/** Lines of the app's timeline that are milestones; the others are only shown live. */
const MILESTONES: ReadonlySet<string> = new Set([
  'cloned',
  'attempt_started',
  'gate_verifiers',
  'gate_judge',
  'repair',
]);

export function isMilestone(kind: string, text: string): boolean {
  return MILESTONES.has(kind) || (kind === 'verify' && text.includes(': failed'));
}
