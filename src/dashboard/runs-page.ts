import { Hono } from 'hono';
import { html } from 'hono/html';
import { layout } from './layout.ts';
import type { DashboardEnv, DashboardParts } from './parts.ts';

/** All runs that somebody may see, newest first. */
export function runsPage({ views }: DashboardParts): Hono<DashboardEnv> {
  return new Hono<DashboardEnv>().get('/', async (context) => {
    const viewer = context.get('viewer');
    const { runs } = await views.list(viewer.sight, { limit: 50 });
    const body = html`<h1>Runs</h1><ul>${runs.map(
      (run) => html`<li><a href="/runs/${run.id}">${run.title}</a></li>`,
    )}</ul>`;
    return context.html(layout({ title: 'Runs', viewer, section: 'runs', body }));
  });
}
