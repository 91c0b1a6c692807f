import type { Finding } from './finding.ts';

/** Keeps the findings of a check that found nothing to do, for as long as `key` is the same. */
export function remembering(): (key: string, check: () => Promise<Finding[]>) => Promise<Finding[]> {
  let kept: { key: string; findings: Finding[] } | null = null;
  return async (key, check) => {
    if (kept?.key === key) return kept.findings;
    const findings = await check();
    kept = findings.every((it) => it.ok) ? { key, findings } : null;
    return findings;
  };
}
