import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { ATTACKS, withAttacks } from './list.ts';

const page = readFileSync('docs/security.md', 'utf8');
const all = Object.values(ATTACKS).flat();

test('docs/security.md lists the attacks that there are: npm run docs', () => {
  expect(page).toBe(withAttacks(page));
  expect(all.length).toBeGreaterThanOrEqual(60);
  expect(new Set(all.map((it) => it.name)).size).toBe(all.length);
  for (const { tried, stoppedBy } of all) expect(Math.min(tried.length, stoppedBy.length)).toBeGreaterThan(9);
});

test('the App asks for what docs/security.md justifies, and neither for workflows nor for administration', () => {
  const app = parse(readFileSync('app.yml', 'utf8')) as { default_permissions: Record<string, string> };
  const asked = Object.entries(app.default_permissions);
  const justified = [...page.matchAll(/^\| `(\w+)` \| (read|write) \| .{20,}\|$/gm)].map((it) => [it[1] ?? '', it[2]]);
  expect(Object.fromEntries(justified)).toEqual(app.default_permissions);
  expect(asked.filter(([name]) => ['workflows', 'administration'].includes(name))).toEqual([]);
});
