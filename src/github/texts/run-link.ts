/** The dashboard's page of a run; null where it has no address (FETTLE_URL). */
export function runLink(dashboard: string | null, runId: string): string | null {
  return dashboard === null ? null : `${dashboard}/runs/${encodeURIComponent(runId)}`;
}
