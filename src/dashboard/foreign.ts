import { html } from 'hono/html';
import { visible } from '../text/visible.ts';
import type { Html } from './layout.ts';

/** Characters of a title in a list. */
const MAX = 300;

/** Somebody else's text on one line: nothing in it is hidden, and what it does to the direction of writing ends with it. */
export function foreignLine(text: string, otherwise = ''): Html {
  const line = visible(text).replaceAll(/\s+/g, ' ').trim();
  if (line === '') return html`${otherwise}`;
  return html`<bdi>${line.length <= MAX ? line : `${line.slice(0, MAX - 1).toWellFormed()}…`}</bdi>`;
}

/** Dollars, with cents; thousands in groups. */
export function usd(amount: number): string {
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return `$${amount.toLocaleString('en', digits)}`;
}

/** `1 run`, `2 runs`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
