import { expect, test } from '@jest/globals';
import { refusalText, wantedGitHub } from '../../src/sandbox/refusals.ts';

test('what an install asked for in vain is said in one sentence, and GitHub with who can open it', () => {
  expect(refusalText([])).toBe('');
  expect(refusalText(['evil.example:443', 'PUT npm.example:443/left-pad'])).toBe(
    'the install asked for evil.example:443, PUT npm.example:443/left-pad, which is not allowed',
  );
  expect(refusalText(['codeload.github.com:443'])).toContain('FETTLE_SANDBOX_HOSTS');
  const many = Array.from({ length: 12 }, (_, n) => `h${n}.example:443`);
  expect(refusalText(many)).toContain('h9.example:443 and 2 more, which');
});

test.each([
  ['github.com:443', true],
  ['GET api.github.com:80', true],
  ['POST codeload.github.com:443/x', true],
  ['npm.example:443', false],
  ['GET npm.example:443/github.com', false],
  ['::1:80', false],
])('%s is GitHub: %p', (refused, is) => expect(wantedGitHub([refused])).toBe(is));
