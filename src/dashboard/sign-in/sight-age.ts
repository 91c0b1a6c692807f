/** What somebody may see is taken as it was read, for this long, ms. */
const FRESH_MS = 3 * 60_000;
/** Then it is read again while pages are still shown by it, until it is this old, ms. */
const STALE_MS = 5 * 60_000;
/** While GitHub does not answer, it counts until then, ms. */
const SILENT_MS = 15 * 60_000;

/**
 * What to do about what somebody may see, read `ageMs` ago. `use`: it is good. `renew`: it is good, and is read again
 * meanwhile. `wait`: it is read again first, and counts only if GitHub does not answer. `refuse`: nor then.
 */
export function sightAge(ageMs: number): 'use' | 'renew' | 'wait' | 'refuse' {
  if (ageMs < FRESH_MS) return 'use';
  if (ageMs < STALE_MS) return 'renew';
  return ageMs < SILENT_MS ? 'wait' : 'refuse';
}
