import { expect, jest, test } from '@jest/globals';
import { realVerification } from './real.ts';
import type { Tree } from './trees.ts';

// On a machine that does other things as well.
jest.setTimeout(900_000);

/** pyright is a program of Node, so the plain image will do. */
const inContainers = realVerification();

test("pyright comes from the project's package.json: green, red and where", async () => {
  const base: Tree = {
    'package.json': JSON.stringify({
      private: true,
      scripts: { test: 'node --test' },
      devDependencies: { pyright: '1.1.414' },
    }),
    'pyrightconfig.json': '{ "include": ["shop"] }',
    'a.test.js': "require('node:test')('runs', () => {});\n",
    'shop/__init__.py': 'X: str = "a"\n',
  };
  const green = await inContainers(base, { ...base, 'shop/more.py': 'Y = 1\n' });
  expect(green.reports.find((it) => it.check === 'python:pyright')).toMatchObject({ result: 'passed' });
  const red = await inContainers(base, { ...base, 'shop/more.py': 'from shop import X\n\nY: int = X\n' });
  expect(red.reports.find((it) => it.check === 'python:pyright')).toMatchObject({
    result: 'failed',
    baseline: 'green',
    failures: [{ file: 'shop/more.py', line: 3, text: expect.stringContaining('"int"') }],
  });
});
