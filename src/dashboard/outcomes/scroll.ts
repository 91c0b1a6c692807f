import { html } from 'hono/html';
import type { Html } from '../layout.ts';

/** What may be wider than the window, with a name for those who get there by keys. */
export const scroll = (name: string, body: Html): Html =>
  html`<div class="scroll" tabindex="0" role="group" aria-label="${name}">${body}</div>`;
