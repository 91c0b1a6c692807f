import { GUARDS } from './list.ts';
import type { Finding, GuardInput } from './types.ts';

/** All findings of all guards. One without `allowed` blocks; one with it is shown and does not. */
export async function runGuards(input: GuardInput): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const guard of GUARDS) findings.push(...(await guard.check(input)));
  return findings;
}
