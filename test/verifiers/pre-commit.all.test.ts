import { expect, test } from '@jest/globals';
import { POLYGLOT, realVerification } from './real.ts';
import type { Tree } from './trees.ts';

/** The real pre-commit on a small project: its local hooks, although others of the configuration need a network. */
const inContainers = realVerification(POLYGLOT);

const base: Tree = {
  '.pre-commit-config.yaml': `repos:
- repo: https://git.example/hooks
  rev: v1
  hooks: [{ id: black }]
- repo: local
  hooks:
  - { id: no-tabs, name: No tabs, language: pygrep, entry: '\\t', types: [text] }
  - { id: parses, name: Python parses, language: system, entry: python3 -m py_compile, types: [python] }
`,
  'a.txt': 'plain\n',
  'a.py': 'print(1)\n',
};

test('green, red with the hook and the place, and as red as before', async () => {
  const green = await inContainers(base, { ...base, 'b.txt': 'also plain\n' });
  expect(green.reports).toMatchObject([{ check: 'pre-commit:hooks', result: 'passed' }]);
  const tabs = { ...base, 'b.txt': 'a\n\tb\n' };
  const red = await inContainers(base, tabs);
  expect(red.reports).toMatchObject([{ check: 'pre-commit:hooks', result: 'failed', baseline: 'green' }]);
  expect(red.reports[0]?.detail).toMatch(/No tabs[\s\S]*b\.txt:2:/);
  expect(red.reports[0]?.detail).not.toContain('Python parses');
  expect((await inContainers(tabs, { ...tabs, 'a.txt': 'plainer\n' })).reports).toMatchObject([
    { result: 'pre_existing' },
  ]);
});
