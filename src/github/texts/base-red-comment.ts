import { inlineCode } from '../../text/markdown.ts';

export const baseRedMarker = (runId: string): string => `<!-- fettle:base-red=${runId} -->`;

/** Said once in the pull request: CI is red, and not because of it. Check names are foreign. */
export function baseRedComment(runId: string, checks: readonly string[], baseRef: string): string {
  const names = checks.slice(0, 5).map(inlineCode).join(', ');
  return `${baseRedMarker(runId)}\n**CI is red here for what is red on ${inlineCode(baseRef)} too:** ${names}\n\nFettle changes nothing for that. When ${inlineCode(baseRef)} is green again, it merges it in and goes on.`;
}
