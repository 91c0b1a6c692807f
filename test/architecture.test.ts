import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';

/** The design's arrows: a part may import from parts further left, and from itself. */
const ORDER: readonly (readonly string[])[] = [
  ['text', 'errors'],
  ['telemetry'],
  ['sandbox', 'store'],
  ['github', 'settings', 'repo-config'],
  ['agent', 'verifiers', 'guards', 'judge'],
  ['runs'],
  ['webhooks'],
  ['app', 'server', 'cli', 'dashboard', 'evals', 'campaigns', 'setup'],
  ['main'],
];
/** Contracts that several parts share hold no code, so a stage may know another stage's types. */
const STAGES = new Set(['agent', 'verifiers', 'guards', 'judge']);

const src = resolve(import.meta.dirname, '../src');

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

function partOf(file: string): string {
  return (relative(src, file).split('/')[0] ?? '').replace(/\.ts$/, '');
}

interface Arrow {
  from: string;
  to: string;
  typesOnly: boolean;
  isTypesFile: boolean;
}

function arrows(): Arrow[] {
  return files(src).flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const imports = [...text.matchAll(/^(import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'(\.[^']+)'/gm)];
    const inline = [...text.matchAll(/import\('(\.[^']+)'\)/g)].map(
      (match) => ['', '', 'type', match[1] as string] as const,
    );
    return [...imports, ...inline].map((match) => {
      const target = resolve(dirname(file), match[3] as string);
      return { from: file, to: target, typesOnly: match[2] !== undefined, isTypesFile: target.endsWith('/types.ts') };
    });
  });
}

const rank = (part: string) => ORDER.findIndex((level) => level.includes(part));

describe('the imports', () => {
  test('every part of src has a place in the order', () => {
    const unknown = [...new Set(files(src).map(partOf))].filter((part) => rank(part) === -1);
    expect(unknown).toEqual([]);
  });

  test('point one way', () => {
    const wrong = arrows()
      .filter((arrow) => rank(partOf(arrow.to)) > rank(partOf(arrow.from)))
      // github's texts and the runs' contract know each other's nouns: types only, never code.
      .filter((arrow) => !(arrow.typesOnly && arrow.isTypesFile))
      .map((arrow) => `${relative(src, arrow.from)} -> ${relative(src, arrow.to)}`);
    expect(wrong).toEqual([]);
  });

  test('stages never import each other', () => {
    const wrong = arrows()
      .filter(
        (arrow) =>
          STAGES.has(partOf(arrow.from)) && STAGES.has(partOf(arrow.to)) && partOf(arrow.from) !== partOf(arrow.to),
      )
      .filter((arrow) => !arrow.isTypesFile)
      .map((arrow) => `${relative(src, arrow.from)} -> ${relative(src, arrow.to)}`);
    expect(wrong).toEqual([]);
  });

  test('only main and the commands choose implementations', () => {
    const wrong = arrows()
      .filter((arrow) =>
        /sandbox\/docker\.ts$|store\/open-database\.ts$|agent\/anthropic\.ts$|github\/app\.ts$/.test(arrow.to),
      )
      .filter((arrow) => !['main', 'cli', 'sandbox', 'store', 'agent', 'github'].includes(partOf(arrow.from)))
      .map((arrow) => `${relative(src, arrow.from)} -> ${relative(src, arrow.to)}`);
    expect(wrong).toEqual([]);
  });
});

describe('the environment', () => {
  test('is read in settings.ts only', () => {
    const readers = files(src).filter(
      (file) => /process\.env\b/.test(readFileSync(file, 'utf8')) && partOf(file) !== 'settings',
    );
    expect(readers.map((file) => relative(src, file))).toEqual([]);
  });
});
