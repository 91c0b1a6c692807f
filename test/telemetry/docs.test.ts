import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { openMetrics } from '../../src/telemetry/metrics.ts';
import { namesIn } from './promql.ts';

interface Rule {
  alert: string;
  expr: string;
  for: string;
  labels: { severity: string };
  annotations: { summary: string };
}
interface Panel {
  id: number;
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  datasource?: { uid: string };
  targets?: { expr: string; datasource: { uid: string } }[];
}

const read = (name: string) => readFile(resolve(import.meta.dirname, '../../docs', name), 'utf8');

let page: string;
let rules: Rule[];
let dashboard: { schemaVersion: number; templating: { list: { name: string }[] }; panels: Panel[] };
/** Type by name, as a scrape tells it. */
let told: Map<string, string>;
beforeAll(async () => {
  page = await read('metrics.md');
  rules = (parse(await read('grafana/alerts.yml')) as { groups: { rules: Rule[] }[] }).groups.flatMap((it) => it.rules);
  dashboard = JSON.parse(await read('grafana/fettle.json')) as typeof dashboard;
  const metrics = await openMetrics({ roles: ['worker'], dataDir: import.meta.dirname });
  const { text } = await metrics.show();
  told = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type]));
});

/** Rows of the table of metrics. */
const rows = () =>
  [...page.matchAll(/^\| `(fettle_\w+)` \| (\w+) \|([^|]*)\|/gm)].map(([, name = '', type = '', labels = '']) => ({
    name,
    type,
    labels: [...labels.matchAll(/`(\w+)`/g)].map((it) => it[1] as string),
  }));

test('every metric is in the table, with its type, and nothing else is', () => {
  const ours = [...told].filter(([name]) => name.startsWith('fettle_')).map(([name, type]) => ({ name, type }));
  const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
  expect(
    rows()
      .map(({ name, type }) => ({ name, type }))
      .sort(byName),
  ).toEqual(ours.sort(byName));
  const others = [...told.keys()].filter((name) => !name.startsWith('fettle_'));
  expect(others.filter((name) => !/^(?:process|nodejs)_/.test(name))).toEqual([]);
});

/** What a query asks for and nobody tells. */
function unknownIn(expr: string): string[] {
  const { metrics, labels } = namesIn(expr);
  const known = new Set(['job', 'instance', 'le', ...rows().flatMap((row) => row.labels)]);
  const isTold = (name: string) => {
    const histogram = name.replace(/_(?:bucket|sum|count)$/, '');
    return name === 'up' || (told.get(histogram) === 'histogram') !== (told.get(name) !== undefined);
  };
  return [...metrics.filter((name) => !isTold(name)), ...labels.filter((name) => !known.has(name))];
}

describe('the alerts', () => {
  test('ask for what there is', () => {
    expect(
      rules.map(({ alert, expr }) => [alert, unknownIn(expr)]).filter(([, unknown]) => unknown?.length !== 0),
    ).toEqual([]);
  });

  test('say how bad it is, wait before they ring, and each is explained', () => {
    for (const { alert, for: patience, labels, annotations } of rules) {
      expect([alert, labels.severity]).toEqual([alert, expect.stringMatching(/^(?:warning|critical)$/)]);
      expect(patience).toMatch(/^\d+[mh]$/);
      expect(annotations.summary).not.toBe('');
    }
    const explained = [...page.matchAll(/^\| `(Fettle\w+)` \|/gm)].map((it) => it[1]);
    expect(explained).toEqual(rules.map(({ alert }) => alert));
  });
});

describe('the dashboard', () => {
  const panels = () => dashboard.panels.filter(({ type }) => type !== 'row');

  test('asks for what there is, from the Prometheus that was chosen', () => {
    expect(dashboard.templating.list.map(({ name }) => name)).toEqual(['datasource', 'job']);
    for (const { title, datasource, targets = [] } of panels()) {
      expect([title, targets.length > 0]).toEqual([title, true]);
      for (const it of [datasource, ...targets.map((target) => target.datasource)])
        expect([title, it?.uid]).toEqual([title, '${datasource}']);
      for (const { expr } of targets) expect([title, expr, unknownIn(expr)]).toEqual([title, expr, []]);
    }
  });

  test('shows every metric but those that say nothing by themselves', () => {
    const shown = new Set(panels().flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => namesIn(expr).metrics)));
    const histogram = (name: string) => [name, `${name}_bucket`, `${name}_count`].some((it) => shown.has(it));
    const hidden = rows().filter(({ name }) => !histogram(name));
    expect(hidden.map(({ name }) => name)).toEqual([
      'fettle_github_rate_limit_reset_timestamp_seconds',
      'fettle_disk_size_bytes',
    ]);
  });

  test('has no panel on top of another', () => {
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...cells.map((cell) => Number(cell.split(',')[0])))).toBeLessThan(24);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });
});

describe('a query', () => {
  test.each([
    'sum(fettle_runs',
    'sum(fettle_runs))',
    'fettle_runs{state="working}',
    'fettle_runs{state}',
    'summ(fettle_runs)',
    'rate(fettle_runs_ended_total[5x])',
    'sum(1)',
  ])('that is none is noticed: %s', (expr) => {
    expect(() => namesIn(expr)).toThrow(expr);
  });
});
