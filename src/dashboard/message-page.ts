import { html } from 'hono/html';
import { type Html, layout } from './layout.ts';
import type { Viewer } from './parts.ts';

/** A page that says one thing, such as that there is nothing at an address. */
export function messagePage({
  title,
  text,
  viewer,
  link = { path: '/', name: 'All runs' },
}: {
  title: string;
  text: string;
  viewer: Viewer | null;
  link?: { path: string; name: string };
}): Html {
  return layout({
    title,
    viewer,
    section: null,
    body: html`<div class="message"><h1>${title}</h1><p>${text}</p><p><a href="${link.path}">${link.name}</a></p></div>`,
  });
}
