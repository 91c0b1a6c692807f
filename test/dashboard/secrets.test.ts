import { expect, test } from '@jest/globals';
import { csrfOf, randomText, seal, unseal } from '../../src/dashboard/sign-in/secrets.ts';

const KEY = '-----BEGIN PRIVATE KEY-----';

test('a token comes out as it went in, and is not to be read in between', () => {
  const id = randomText();
  const sealed = seal('ghu_secret', id, KEY);
  expect(sealed.toString('latin1')).not.toContain('ghu_secret');
  expect(unseal(sealed, id, KEY)).toBe('ghu_secret');
});

test('it takes the same session and the same private key, and not a bit may differ', () => {
  const id = randomText();
  const sealed = seal('ghu_secret', id, KEY);
  const changed = Buffer.from(sealed);
  changed[14] = (changed[14] ?? 0) ^ 1;
  expect(unseal(sealed, randomText(), KEY)).toBeNull();
  expect(unseal(sealed, id, `${KEY}2`)).toBeNull();
  expect(unseal(changed, id, KEY)).toBeNull();
  expect(unseal(Buffer.alloc(3), id, KEY)).toBeNull();
});

test('no two tokens look alike, and ids have 256 bits', () => {
  const id = randomText();
  expect(seal('a', id, KEY).equals(seal('a', id, KEY))).toBe(false);
  expect(Buffer.from(id, 'base64url')).toHaveLength(32);
});

test("the forms' word belongs to the session and does not tell its id", () => {
  const id = randomText();
  expect(csrfOf(id)).toBe(csrfOf(id));
  expect(csrfOf(id)).not.toBe(csrfOf(randomText()));
  expect(csrfOf(id)).not.toContain(id);
});
