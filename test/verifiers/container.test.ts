import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectDocker } from '../../src/sandbox/connect.ts';
import { LABELS } from '../../src/sandbox/container.ts';
import { dockerSandboxes } from '../../src/sandbox/docker.ts';
import { packFiles } from '../../src/sandbox/pack.ts';
import type { Sandboxes } from '../../src/sandbox/types.ts';
import { readSettings } from '../../src/settings.ts';
import { filesOf, manifest, type Tree, verifyTrees } from './trees.ts';

const RUN = `verify-${process.pid}`;
let sandboxes: Sandboxes;
beforeAll(async () => {
  sandboxes = dockerSandboxes(readSettings().sandbox, { owner: RUN });
  await sandboxes.ensureImage(() => {});
}, 600_000);
afterAll(async () => {
  await sandboxes.sweep(() => false);
  // A sweep keeps layers, since other runs may want them; nobody wants a test's.
  const docker = connectDocker(readSettings().sandbox.dockerHost);
  const { Volumes } = await docker.listVolumes({ filters: { label: [`${LABELS.owner}=${RUN}`] } });
  for (const { Name } of Volumes) await docker.getVolume(Name).remove();
});

/** The same stories in real containers: what the gate of a run does. */
function inContainers(base: Tree, tree: Tree) {
  const trees: Record<string, Tree> = { base, tree };
  const entries = (name: string) =>
    Object.entries(trees[name] ?? {}).map(([path, text]) => [path, Buffer.from(text)] as const);
  return verifyTrees(base, tree, {
    context: {
      open: (name, layers, purpose) =>
        sandboxes.open({ runId: RUN, purpose, layers, tree: () => packFiles(entries(name)) }),
      prepare: (spec) => sandboxes.prepare(RUN, spec),
      files: (name) => filesOf(trees[name] ?? {}),
      signal: new AbortController().signal,
      onProgress: () => {},
    },
  });
}

const TEST = `import test from 'node:test';
import assert from 'node:assert';
import colours from 'picocolors';
import { sum } from '../src/sum.js';
test('adds', () => assert.equal(sum(1, 2), 3));
test('has its dependency', () => assert.equal(typeof colours.red, 'function'));
`;
const base: Tree = {
  'package.json': manifest({ test: 'node --test' }, { dependencies: { picocolors: '1.1.1' } }),
  'src/sum.js': 'export const sum = (a, b) => a + b;\n',
  'test/sum.test.js': TEST,
};

test('in containers: dependencies are there, a broken change is red on the tree and green on base', async () => {
  const { reports } = await inContainers(base, { ...base, 'src/sum.js': 'export const sum = (a, b) => a - b;\n' });
  expect(reports).toMatchObject([
    {
      check: 'npm:test',
      result: 'failed',
      baseline: 'green',
      tests: { passed: 1, failed: 1 },
      failures: [{ file: 'test/sum.test.js' }],
    },
  ]);
});

test('in containers: an edited test script does not run', async () => {
  const cheat = manifest({ test: 'node -e 0' }, { dependencies: { picocolors: '1.1.1' } });
  const { reports } = await inContainers(base, { ...base, 'package.json': cheat });
  expect(reports).toMatchObject([{ check: 'npm:test', result: 'passed', tests: { passed: 2 } }]);
});
