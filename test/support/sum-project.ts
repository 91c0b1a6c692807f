/** The smallest project with a defect: `sum` subtracts, and its only test does not notice. */
export const SUM = {
  'package.json': '{ "name": "sum", "type": "module", "scripts": { "test": "node --test" } }\n',
  'src/sum.js': 'export const sum = (a, b) => a - b;\n',
  'test/sum.test.js': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sum } from '../src/sum.js';

test('nothing and nothing is nothing', () => assert.equal(sum(0, 0), 0));
`,
};

export const MORE_TESTS = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sum } from '../src/sum.js';

test('one and two are three', () => assert.equal(sum(1, 2), 3));
`;
