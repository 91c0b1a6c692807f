import { expect, test } from '@jest/globals';
import { realVerification } from './real.ts';
import { manifest, type Tree } from './trees.ts';

/** The same stories in real containers: what the gate of a run does. */
const inContainers = realVerification();

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
