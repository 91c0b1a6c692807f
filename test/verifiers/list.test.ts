import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

import { VERIFIERS } from '../../src/verifiers/list.ts';
import { withTables } from '../../src/verifiers/table.ts';

const ROOT = 'src/verifiers';
/** A folder is a verifier unless it is the distiller or holds output formats. */
const folders = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !['distil', 'formats'].includes(entry.name))
  .map((entry) => entry.name);

test('every folder is in the list, by its name', () => {
  expect(VERIFIERS.map((verifier) => verifier.name).sort()).toEqual(folders.sort());
});

test('docs/verifiers.md says what the code does: npm run docs', () => {
  const page = readFileSync('docs/verifiers.md', 'utf8');
  expect(page).toBe(withTables(page, VERIFIERS));
});

describe.each(folders)('%s', (folder) => {
  test('has its fixed files and no others', () => {
    for (const needed of ['index.ts', 'plan.ts', 'README.md'])
      expect(existsSync(join(ROOT, folder, needed))).toBe(true);
    const strange = readdirSync(join(ROOT, folder)).filter((name) => !/^([a-z-]+\.ts|README\.md)$/.test(name));
    expect(strange).toEqual([]);
  });
  test('says what it is', () => {
    const verifier = VERIFIERS.find((it) => it.name === folder);
    expect(verifier).toMatchObject({
      version: expect.any(Number),
      activatedBy: expect.stringMatching(/./),
      runs: expect.stringMatching(/./),
      proven: expect.arrayContaining([{ how: expect.stringMatching(/^(real|format)$/), tools: expect.anything() }]),
    });
  });
});
