import { expect, test } from '@jest/globals';
import { realVerification } from './real.ts';
import type { Tree } from './trees.ts';

/** The big ones, in one workspace: Turborepo behind a root's script, an Nx target without one, a Next.js application. */
const inContainers = realVerification();

const json = (value: object) => JSON.stringify(value);
const base: Tree = {
  'package.json': json({
    name: 'root',
    private: true,
    workspaces: ['p/*'],
    scripts: { build: 'turbo run build', postbuild: 'true' },
    packageManager: 'npm@11.0.0',
    devDependencies: { turbo: '2.11.11', nx: '24.0.6' },
  }),
  'turbo.json': json({ tasks: { build: { dependsOn: ['^build'] } } }),
  'nx.json': '{}',
  'p/lib/package.json': json({
    name: 'lib',
    version: '1.0.0',
    type: 'module',
    scripts: { build: 'node --check index.js' },
  }),
  'p/lib/index.js': 'export const a = 1;\n',
  'p/tool/project.json': json({ name: 'tool', targets: { test: { command: 'node --test "p/tool/*.test.js"' } } }),
  'p/tool/a.js': 'exports.a = 1;\n',
  'p/tool/a.test.js':
    "const test = require('node:test');\nconst assert = require('node:assert');\nconst { a } = require('./a.js');\ntest('is one', () => assert.equal(a, 1));\n",
  'p/web/package.json': json({
    name: 'web',
    version: '1.0.0',
    dependencies: { next: '16.4.6', react: '19.2.0', 'react-dom': '19.2.0' },
  }),
  'p/web/next.config.js': 'module.exports = {};\n',
  'p/web/app/layout.js':
    'export default function Layout({ children }) { return <html><body>{children}</body></html>; }\n',
  'p/web/app/page.js': 'export default function Page() { return <p>hi</p>; }\n',
};

test('turbo, nx and next: each green on base and red with its fault', async () => {
  const { reports } = await inContainers(
    base,
    {
      ...base,
      'p/lib/index.js': 'export const a = ;\n',
      'p/tool/a.js': 'exports.a = 2;\n',
      'p/web/app/page.js': "import { gone } from './gone.js';\nexport default function Page() { return gone; }\n",
    },
    { only: 'all', keepGoing: true },
  );
  const saying = (...words: string[]) => expect.stringMatching(new RegExp(words.join('[\\s\\S]*')));
  const red = { result: 'failed', baseline: 'green' };
  expect(reports.sort((a, b) => (a.check < b.check ? -1 : 1))).toMatchObject([
    { ...red, check: 'npm:build', detail: saying('index.js', 'SyntaxError') },
    { ...red, check: 'npm:build p/lib', detail: saying('index.js', 'SyntaxError') },
    { ...red, check: 'npm:next p/web', detail: saying('gone.js') },
    { ...red, check: 'npm:nx-test', detail: saying('is one'), tests: { passed: 0, failed: 1 } },
  ]);
}, 900_000);
