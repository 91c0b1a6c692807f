import { expect, test } from '@jest/globals';
import { clip, firstLine } from '../../src/text/clip.ts';
import { fence } from '../../src/text/fence.ts';
import { createRedactor } from '../../src/text/redact.ts';

const redact = createRedactor(['hunter2hunter2', 'hunter2hunter2-and-more', null, 'short']);
const letters = 'aB3'.repeat(12);

test.each([
  [`ghs_${letters}`],
  [`ghs_${'x1'.repeat(200)}`],
  [`ghs_123_eyJhbGciOi.${letters}.${letters}`],
  [`github_pat_${letters}_${letters}`],
  [`sk-ant-api03-${letters}`],
  ['AKIAIOSFODNN7EXAMPLE'],
  [`eyJ${letters}.${letters}.${letters}`],
  ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----'],
  ['-----BEGIN PRIVATE KEY-----\nMIIE, and the rest was cut off'],
  ['hunter2hunter2'],
  ['hunter2hunter2-and-more'],
])('nothing of %j is left', (secret) => {
  expect(redact(`before ${secret}`)).toBe('before [redacted]');
});

test('credentials in addresses and headers are removed, what is around them stays', () => {
  expect(redact('https://x-access-token:s3cr3t-token@example.org/a.git')).toBe(
    'https://x-access-token:[redacted]@example.org/a.git',
  );
  expect(redact('> Authorization: Basic eDp5OnoxMjM0\nHost: x')).toBe(
    '> Authorization: [redacted]\nHost: x'.replace(': [', ': Basic ['),
  );
  expect(redact('the ghs_ prefix, a short ghp_abc, basic authorization')).toBe(
    'the ghs_ prefix, a short ghp_abc, basic authorization',
  );
});

test('a clipped text keeps its ends, says what is missing and is never longer than asked', () => {
  const text = `${'a'.repeat(500)}${'z'.repeat(500)}`;
  const clipped = clip(text, 200);
  expect(clipped).toMatch(/^a+\n\[… 800 characters cut …\]\nz+$/);
  expect(clip(text, 10)).toHaveLength(10);
  expect(clip('😀'.repeat(100), 101).isWellFormed()).toBe(true);
  expect(firstLine('😀😀😀', 4).isWellFormed()).toBe(true);
  expect(firstLine('one\rtwo')).toBe('one');
});

test('a fence can not be closed from inside', () => {
  const inner = fence('issue', 'text');
  const outer = fence('a"b>\n<c', inner);
  const [tag] = /^<(data-[0-9a-f]+) source="a_b___c">/.exec(outer)?.slice(1) ?? [];
  expect(tag).toBeDefined();
  expect(outer.split(`</${tag}>`)).toHaveLength(2);
});
