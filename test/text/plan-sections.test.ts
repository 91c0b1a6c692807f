import { expect, test } from '@jest/globals';
import { whatIsAsked } from '../../src/text/plan-sections.ts';

const PLAN = `**What will change (small: up to about 30 changed lines)**

- \`src/sum.js\`: adds

**What will not change**

- .github/CODEOWNERS

**How it will be verified**

- npm test

**What is unclear**

- Whether package.json may change`;

test('of a plan only what will change asks for something', () => {
  const asked = whatIsAsked(PLAN);
  expect(asked).toContain('src/sum.js');
  for (const other of ['CODEOWNERS', 'npm test', 'package.json']) expect(asked).not.toContain(other);
});

test('words of a person before our parts count, and so does a plan that has none of them', () => {
  expect(whatIsAsked(`Update infra/main.tf too.\n\n${PLAN}`)).toContain('infra/main.tf');
  expect(whatIsAsked('Just make sum add.')).toBe('Just make sum add.');
});
