import { test } from '@jest/globals';
import fc from 'fast-check';
import { dependency } from '../../src/guards/dependency.ts';
import { secret } from '../../src/guards/secret.ts';
import { unicode } from '../../src/guards/unicode.ts';
import { inputOf } from './cases/case.ts';

const PATHS = [
  'package.json',
  'package-lock.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'Cargo.lock',
  'poetry.lock',
  'go.sum',
  '.npmrc',
  'requirements.txt',
  'pyproject.toml',
  'setup.cfg',
  'go.mod',
  'Cargo.toml',
  'pom.xml',
  'build.gradle',
  'gradle/libs.versions.toml',
  'Gemfile',
  'composer.json',
  'A.csproj',
  'Package.swift',
  'vcpkg.json',
  'mix.exs',
  'pubspec.yaml',
  '.env',
  'src/a.ts',
  'README.md',
];
/** Pieces that mean something to one of the guards, in any order, and anything between. */
const PIECES = [
  '"dependencies": {',
  '"a": "^1.0.0",',
  '}',
  '[dependencies]',
  'a = "1"',
  '<artifactId>a</artifactId>',
  'require a.b/c v1.0.0',
  'resolved "http://x.y/a/-/b-1.tgz"',
  '"integrity": "sha512-',
  'password = "',
  '-----BEGIN ',
  'https://a:b@',
  '\u202E',
  '\u200B',
  '\u0430b',
  '"',
  "'",
  '\\',
  '\uD800',
  '=>',
];

test('no guard fails on anything that a diff can hold', async () => {
  const line = fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 12, unit: 'binary' })), {
    maxLength: 8,
  });
  const marked = fc.tuple(fc.constantFrom('+', '-', ' '), line);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...PATHS),
      fc.array(marked, { minLength: 1, maxLength: 12 }),
      fc.string(),
      async (path, lines, task) => {
        const diff = lines.map(([mark, parts]) => `${mark}${parts.join('').replaceAll(/[\n\r]/g, '')}`).join('\n');
        const input = inputOf({ name: '', files: [{ path, diff }], task });
        for (const guard of [secret, dependency, unicode]) await guard.check(input);
      },
    ),
    { numRuns: 1500 },
  );
});
