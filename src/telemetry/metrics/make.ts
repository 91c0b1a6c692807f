import type { Registry } from 'prom-client';

/** What metrics are made with: the library, which is loaded late, and where they are registered. */
export interface Make {
  prometheus: typeof import('prom-client');
  registers: Registry[];
}

/** Seconds, for what takes from milliseconds to minutes. */
export const CALL_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
/** Seconds, for what takes from a tenth of a second to an hour. */
export const WORK_BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600];
