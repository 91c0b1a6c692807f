import { raw } from 'hono/html';
import type { Html } from './layout.ts';

/** Shapes that are told apart without their colour, drawn on 16 by 16. */
const SHAPES = {
  /** A ring: not begun. */
  queued:
    '<circle cx="8" cy="8" r="5.25" fill="none" stroke="currentColor" stroke-width="1.6" stroke-dasharray="2.2 2"/>',
  /** A full disc in a ring: at work. */
  working:
    '<circle cx="8" cy="8" r="5.75" fill="none" stroke="currentColor" stroke-width="1.5"/><circle cx="8" cy="8" r="2.9" fill="currentColor"/>',
  /** An eye: waits for others. */
  watching:
    '<path d="M1.5 8S3.9 4 8 4s6.5 4 6.5 4-2.4 4-6.5 4S1.5 8 1.5 8z" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"/><circle cx="8" cy="8" r="1.9" fill="currentColor"/>',
  good: '<path d="M3 8.6l3.3 3.2L13 4.6" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>',
  bad: '<path d="M4.2 4.2l7.6 7.6m0-7.6l-7.6 7.6" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"/>',
  /** A bar in a ring: stopped without a pull request. */
  none: '<circle cx="8" cy="8" r="5.75" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M5.4 8h5.2" stroke="currentColor" stroke-width="1.7" stroke-linecap="round"/>',
  /** An arrow to the right: somebody else has it. */
  over: '<path d="M2.5 8h10M8.8 4.2L12.6 8l-3.8 3.8" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/>',
  /** A branch that comes back. */
  merged:
    '<path d="M4.5 5.6v4.8M4.8 5.4c.6 2.6 2.4 3.4 4.9 3.5" fill="none" stroke="currentColor" stroke-width="1.6"/><circle cx="4.5" cy="3.9" r="1.8" fill="currentColor"/><circle cx="4.5" cy="12.1" r="1.8" fill="currentColor"/><circle cx="11.5" cy="9" r="1.8" fill="currentColor"/>',
  /** An arrow back. */
  reverted:
    '<path d="M3.4 6.2h5.8a3.3 3.3 0 1 1 0 6.6H6.4M6 3L2.9 6.2 6 9.4" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"/>',
  person:
    '<circle cx="8" cy="5" r="2.7" fill="currentColor"/><path d="M2.8 13.6c.4-3 2.5-4.6 5.2-4.6s4.8 1.6 5.2 4.6z" fill="currentColor"/>',
} as const;

export type Icon = keyof typeof SHAPES;

/** Beside a text that says the same. */
export function icon(name: Icon): Html {
  return raw(`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">${SHAPES[name]}</svg>`);
}
