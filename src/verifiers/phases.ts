import type { Phase } from './types.ts';

/** Cheap and telling first; tests last, since some need what the build makes. */
export const PHASE_ORDER: Record<Phase, number> = { format: 0, static: 1, build: 2, test: 3 };
