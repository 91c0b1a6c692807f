import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { campaignCommand } from '../../src/cli/campaign.ts';
import { type GitHubDouble, startGitHub } from '../support/github/github.ts';

let github: GitHubDouble;
const folder = mkdtempSync(join(tmpdir(), 'fettle-campaign-'));
const before = { ...process.env };
beforeAll(async () => {
  github = await startGitHub();
  Object.assign(process.env, github.env);
  const shop = { files: { 'package.json': '{}', '.nvmrc': '20\n' }, language: 'TypeScript', topics: ['backend'] };
  await github.repository('acme/shop', shop);
  await github.repository('acme/api', { ...shop, files: { 'package.json': '{}', '.nvmrc': '24\n' } });
  await github.repository('acme/tool', { files: { 'go.mod': 'module x\n' }, language: 'Go' });
  await github.repository('acme/legacy', {
    ...shop,
    files: { ...shop.files, '.github/fettle.yml': 'campaigns: false\n' },
  });
  await github.repository('acme/broken', { ...shop, files: { ...shop.files, '.github/fettle.yml': 'campaign: 1\n' } });
  await github.repository('other/shop', shop);
});
afterAll(async () => {
  process.env = before;
  expect(github.unexpected).toEqual([]);
  await github.close();
  rmSync(folder, { recursive: true });
});

const FILE = `
name: node-24
owner: acme/platform
prompt: p.md
targets: { owners: [acme, nobody], files: [package.json] }
preconditions: [{ file: .nvmrc, pattern: '^20', why: it is on Node 24 already }]
money: { total: 10 }
waves: [1, 2]
`;

async function plan(text: string, ...options: string[]): Promise<{ code: number; out: string }> {
  writeFileSync(join(folder, 'campaign.yml'), text);
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    const code = await campaignCommand(['plan', join(folder, 'campaign.yml'), ...options]);
    return { code, out: log.mock.calls.join('\n') };
  } finally {
    log.mockRestore();
  }
}

test('a plan says of each repository whether it is a target, and why', async () => {
  const { code, out } = await plan(FILE);
  expect(code).toBe(0);
  expect(out).toContain('Campaign node-24: 1 of 5 repositories, 1 have nothing to do, 3 are no targets.');
  expect(out).toMatch(/^acme\/shop +wave 1$/m);
  expect(out).toMatch(/^1 +it is on Node 24 already$/m);
  expect(out).toMatch(/^1 +it has no package\.json$/m);
  expect(out).toMatch(/^1 +its own settings say no to campaigns$/m);
  expect(out).toMatch(/^1 +its own settings can't be read: \.github\/fettle\.yml: unknown key `campaign`\. Known are/m);
  expect(out).toContain('The App is not installed at: nobody');
  const json = JSON.parse((await plan(FILE, '--json')).out);
  expect(json.choices.map((it: { repository: string }) => it.repository)).not.toContain('other/shop');
});

test('no target is exit code 1, and a file that is wrong is said so', async () => {
  expect((await plan(FILE.replace('package.json]', 'pom.xml]'))).code).toBe(1);
  await expect(plan('name: x\n')).rejects.toThrow('campaign.yml: `owner` is wrong');
  await expect(campaignCommand(['plan', join(folder, 'none.yml')])).rejects.toThrow("none.yml can't be read");
});

test('a first wave that could never be promoted is known before it starts', async () => {
  const repositories = Array.from({ length: 3 }, (_, at) => `acme/w${at}`);
  for (const name of repositories) await github.repository(name, { files: { 'w.txt': 'w' } });
  const { out } = await plan(FILE.replace('[package.json]', '[w.txt]').replace(/^preconditions.*$/m, ''));
  expect(out).toContain("A first wave of 1 can't show that ci_red stays below 0.3: it takes 5 runs without any fault.");
});
