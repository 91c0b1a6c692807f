export const overruleHintMarker = (runId: string): string => `<!-- fettle:overrule-hint=${runId} -->`;

/** Said once for a run, when somebody overrules the judge without a reason. */
export function overruleHintComment(runId: string): string {
  return `${overruleHintMarker(runId)}\nTo overrule the judge, say why: \`/fettle overrule\` followed by the reason. It is kept with the verdict, to measure the judge.`;
}
