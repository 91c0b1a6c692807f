import { Hono } from 'hono';
import { html } from 'hono/html';
import type { Html } from '../layout.ts';
import { layout } from '../layout.ts';
import type { DashboardEnv, DashboardParts } from '../parts.ts';
import { auditMemory } from './audits.ts';
import { bySection } from './by-section.ts';
import { definitions } from './definitions.ts';
import { effortSection } from './effort-section.ts';
import { factMemory } from './fact-memory.ts';
import { asked, type Figures, figuresOf } from './figures.ts';
import { funnelSection } from './funnel-section.ts';
import { judgeSection } from './judge-section.ts';
import { lately } from './lately.ts';
import { outcomesForm } from './outcomes-form.ts';
import { type OutcomesQuery, outcomesQuery } from './outcomes-query.ts';
import { timeSection } from './time-section.ts';

const DAY = 24 * 60 * 60_000;
/** The key of what is kept for those who see everything. */
const EVERYTHING: readonly string[] = [];

/** What runs have come to, over what may be seen. */
export function outcomesPage({ database, settings, now }: DashboardParts): Hono<DashboardEnv> {
  const facts = factMemory(database.pool, now);
  const audits = auditMemory(database.pool, now);
  const kept = lately<Figures | null>(now);
  return new Hono<DashboardEnv>().get('/outcomes', async (context) => {
    const viewer = context.get('viewer');
    const query = outcomesQuery(context.req.query());
    const { sight } = viewer;
    const figures = await kept(sight.repos ?? EVERYTHING, JSON.stringify(query), async () =>
      figuresOf(await facts(), audits, { sight, query, now: now(), followDays: settings.runs.followMs / DAY }),
    );
    const body = html`<h1>Outcomes</h1>${figures === null ? nothingYet() : page(figures, query)}`;
    return context.html(layout({ title: 'Outcomes', viewer, section: 'outcomes', body }));
  });
}

function page(figures: Figures, query: OutcomesQuery): Html {
  const { all } = figures;
  return html`${outcomesForm(query, figures.choices)}
${
  asked(all) + all.open + all.aside === 0
    ? html`<div class="empty"><p>No run matches.</p><p>A longer period, or fewer filters, may find some.</p></div>`
    : html`${definitions()}${funnelSection(figures)}${timeSection(figures)}${judgeSection(figures)}${effortSection(figures)}${bySection(figures, query)}`
}`;
}

const nothingYet = (): Html => html`<div class="empty"><p>No run that you may see has begun yet.</p>
<p>Here will be how far runs come, from the request to a change that lasts; how they fail, and how often; what the judge
kept back, rightly or wrongly; what CI found that was not found here; what it all took. Label an issue, and the first
figure is there.</p></div>`;
