import { Hono } from 'hono';
import { html } from 'hono/html';
import { layout } from './layout.ts';
import type { DashboardEnv, DashboardParts } from './parts.ts';

/** All repositories with runs that somebody may see. */
export function repositoriesPage({ views }: DashboardParts): Hono<DashboardEnv> {
  return new Hono<DashboardEnv>().get('/repositories', async (context) => {
    const viewer = context.get('viewer');
    const found = await views.repositories(viewer.sight, { limit: 200 });
    const body = html`<h1>Repositories</h1><ul>${found.map(
      ({ owner, name }) => html`<li><a href="/repositories/${owner}/${name}">${owner}/${name}</a></li>`,
    )}</ul>`;
    return context.html(layout({ title: 'Repositories', viewer, section: 'repositories', body }));
  });
}
