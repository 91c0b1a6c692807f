import { expect, test } from '@jest/globals';
import type { RunLine, RunQuery, Sight } from '../../../src/runs/views/types.ts';
import type { Database } from '../../../src/store/types.ts';
import { openPages, viewer } from '../../support/dashboard.ts';

const LINE: RunLine = {
  id: 'run-1',
  owner: 'acme',
  name: 'shop',
  issue: 12,
  prNumber: 34,
  title: 'Totals are wrong',
  requestedBy: 'maria',
  state: 'watching',
  outcome: null,
  needsPerson: true,
  attempts: 2,
  costUsd: 1234.5,
  merged: null,
  createdAt: new Date('2026-11-25T11:00:00Z'),
  endedAt: null,
};

/** The list's page, with what it asked for. */
async function list(address: string, runs: RunLine[], next: string | null = null, repos: string[] = ['acme/shop']) {
  const asked: [Sight, RunQuery][] = [];
  const views = {
    list: async (sight: Sight, query: RunQuery) => {
      asked.push([sight, query]);
      return { runs, next };
    },
  };
  const pages = openPages({} as Database, viewer(repos), {
    views: views as never,
    now: () => Date.parse('2026-11-25T12:00:00Z'),
  });
  const text = await (await pages.get(address)).text();
  const main = text.slice(text.indexOf('<main'), text.indexOf('</main>'));
  return { asked, main, said: main.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ') };
}

test('a row says what a run was asked, how it stands, and what it cost', async () => {
  const { main, said } = await list('/', [LINE]);
  expect(said).toContain('Watching CI');
  expect(said).toContain('Totals are wrong Needs a person acme/shop#12 PR #34 2 attempts by maria $1,234.50 1 h ago');
  expect(main).toContain('href="/runs/run-1"');
  expect(main).toContain('href="https://github.com/acme/shop/issues/12"');
  expect(main).toContain('href="https://github.com/acme/shop/pull/34"');
});

test('only what is in sight is asked for, fifty at a time', async () => {
  const { asked } = await list('/?state=open&q=totals&since=7d', [LINE]);
  const since = new Date('2026-11-18T12:00:00Z');
  expect(asked).toEqual([[{ repos: ['acme/shop'] }, { limit: 50, text: 'totals', state: 'open', since }]]);
});

test('pages lead on and back, and keep what was looked for', async () => {
  const first = await list('/?q=totals', [LINE], 'c2');
  expect(first.main).toContain('href="/?q=totals&amp;cursor=c2"');
  expect(first.said).not.toContain('Newest');
  const last = await list('/?q=totals&cursor=c2', [LINE]);
  expect(last.main).toContain('<a href="/?q=totals">Newest</a>');
  expect(last.said).not.toContain('Older');
});

test('an empty list says why it is empty, and what to do', async () => {
  const none = await list('/', []);
  expect(none.said).toContain('There are no runs yet. Put the label fettle on an issue');
  expect(none.main).not.toContain('<form');
  expect((await list('/', [], null, [])).said).toContain('There is no repository here that you may see.');
  const filtered = await list('/?q=x', []);
  expect(filtered.said).toContain('No run is like that. Show all runs');
  expect(filtered.main).toContain('value="x"');
});
