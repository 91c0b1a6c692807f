import type { Permission } from '../github/types.ts';

/** Who may ask for anything, and answer: people who could push themselves. */
export const MAY_ASK: ReadonlySet<Permission> = new Set(['admin', 'maintain', 'write']);
