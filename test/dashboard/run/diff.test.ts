import { expect, test } from '@jest/globals';
import { diffFiles, numbered } from '../../../src/dashboard/run/diff/diff-files.ts';
import { readable } from '../../../src/dashboard/run/diff/readable.ts';
import { withoutSecrets } from '../../../src/dashboard/run/diff/without-secrets.ts';
import { parseDiff } from '../../../src/guards/parse-diff.ts';
import { createRedactor } from '../../../src/text/redact.ts';
import { SUM_DIFF } from '../../support/told-run.ts';

const added = (path: string, lines: readonly string[]) =>
  `diff --git a/${path} b/${path}\nnew file mode 100644\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1,${lines.length} @@\n${lines.map((line) => `+${line}`).join('\n')}\n`;
const shown = async (diff: string, redact = createRedactor([])) =>
  String(await diffFiles(await withoutSecrets(readable(parseDiff(diff)).files, redact)));

test('lines are numbered on the side where they are', () => {
  const [hunk] = parseDiff(SUM_DIFF)[0]?.hunks ?? [];
  const rows = numbered(hunk ?? { header: '', lines: [] });
  expect(rows.map(({ mark, old, new: now }) => `${old ?? ''}${mark}${now ?? ''}`)).toEqual([
    '1 1',
    '2-',
    '+2',
    '+3',
    '3 4',
    '4 5',
  ]);
});

test('credentials are not shown: known ones, what has the shape of one, and whole private keys', async () => {
  const token = `ghp_${'a1B2c3D4e5'.repeat(4)}`;
  const key = ['-----BEGIN RSA PRIVATE KEY-----', 'MIIEowIBAAKCAQEAxyz', 'kQm8', '-----END RSA PRIVATE KEY-----'];
  const page = await shown(
    added('src/config.js', [`const token = '${token}';`, 'const own = "hunter2hunter2";', ...key, 'const after = 1;']),
    createRedactor(['hunter2hunter2']),
  );
  for (const secret of [token, 'hunter2', 'MIIEowIBAAKCAQEAxyz', 'kQm8']) expect(page).not.toContain(secret);
  expect(page).toContain('looks like a credential');
  expect(page).toContain('const after = 1;');
  expect(page).toContain('<td class="n">7</td>');
});

test('what does not show in code is named, and markup is text', async () => {
  const page = await shown(added('a.js', ['if (x) { \u202E } // <script>alert(1)</script>']));
  expect(page).toContain('[U+202E]');
  expect(page).not.toContain('<script>');
});

test('large files are folded, and what no browser could draw is left out and said', async () => {
  const big = added(
    'big.txt',
    Array.from({ length: 500 }, (_, n) => `line ${n}`),
  );
  expect(await shown(big)).toMatch(/id="file-0"><summary>/);
  const huge = added(
    'huge.txt',
    Array.from({ length: 10_001 }, (_, n) => `line ${n}`),
  );
  const page = await shown(huge + big);
  expect(page).toContain('too large for one page');
  expect(page).toContain('line 499');
});
