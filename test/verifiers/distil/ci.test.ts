import { expect, test } from '@jest/globals';
import { distil } from '../../../src/verifiers/distil/distil.ts';

const job = (...lines: string[]): string => lines.map((line) => `2024-03-01T10:11:12.1234567Z ${line}`).join('\n');
const HEADER = ['shell: /usr/bin/bash -e {0}', 'env:', '  ERROR_LIMIT: 20', '##[endgroup]'];

test('the header of a step is no output, its command says which step failed', async () => {
  const log = job(
    '##[group]Run npm run lint',
    'npm run lint',
    ...HEADER,
    'fine',
    '##[group]Run ./scripts/check-changelog.sh',
    './scripts/check-changelog.sh || echo "error: give up"',
    ...HEADER,
    'CHANGELOG.md has no entry for this change.',
    '##[error]Process completed with exit code 1.',
  );
  const { text } = await distil(log, { exitCode: 1, ci: true });
  expect(text).toContain('CHANGELOG.md has no entry for this change.');
  expect(text).toContain('failed step: ./scripts/check-changelog.sh');
  expect(text).not.toMatch(/ERROR_LIMIT|give up|bash -e|run lint/);
});

test('an annotation is read like the line it marks', async () => {
  const log = job(
    '##[group]Run npx eslint .',
    '##[endgroup]',
    '/home/runner/_work/app/app/src/util.js',
    "##[error]  3:7  error  'x' is assigned a value but never used  no-unused-vars",
    '##[warning]  9:1  warning  Unexpected console statement  no-console',
    '##[error]Process completed with exit code 1.',
  );
  const { failures } = await distil(log, { exitCode: 1, ci: true });
  expect(failures).toHaveLength(1);
  expect(failures[0]).toMatchObject({ file: 'src/util.js', line: 3 });
});

test('workflow commands name a place', async () => {
  const log =
    "::error file=docs/intro.md,line=12,col=4::[Spelling] Did you mean 'receive'?\n::warning file=a.md,line=1::we\n";
  const { failures, text } = await distil(log, { exitCode: 1 });
  expect(failures.map(({ file, line }) => [file, line])).toEqual([['docs/intro.md', 12]]);
  expect(text).toContain('Did you mean');
});

test('a short log that nobody knows is shown whole, a long one is not', async () => {
  const lines = ['checking links in 120 files', 'docs/b.md: gone (404)', 'docs/c.md: anchor #instalation', '2 broken'];
  const { text } = await distil(lines.join('\n'), { exitCode: 2 });
  for (const line of lines) expect(text).toContain(line);
  const long = await distil([...Array.from({ length: 400 }, (_, n) => `looked at page ${n}`), ...lines].join('\n'), {
    exitCode: 2,
  });
  expect(long.text).not.toContain('looked at page 7');
});
