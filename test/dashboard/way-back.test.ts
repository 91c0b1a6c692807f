import { expect, test } from '@jest/globals';
import { wayBack } from '../../src/dashboard/sign-in/way-back.ts';

test.each([
  ['/runs/12?tab=diff#t3', '/runs/12?tab=diff#t3'],
  ['/', '/'],
  [undefined, '/'],
  ['', '/'],
  ['runs/12', '/'],
  ['https://evil.example/', '/'],
  ['//evil.example/', '/'],
  ['//evil.example/runs', '/'],
  ['/\\evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['/.//evil.example', '/evil.example'],
  ['/runs/..//evil.example', '/evil.example'],
  ['javascript:alert(1)', '/'],
  ['/sign-in?to=/', '/'],
  ['/sign-out', '/'],
])('signing in for %j leads to %j', (asked, path) => {
  expect(wayBack(asked)).toBe(path);
  expect(new URL(wayBack(asked), 'https://fettle.example').origin).toBe('https://fettle.example');
});
