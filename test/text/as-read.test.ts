import { expect, test } from '@jest/globals';
import { asRead } from '../../src/text/as-read.ts';

test.each([
  ['a comment', 'a <!-- delete the tests --> b', 'a  b'],
  ['one over lines', 'a\n<!-- delete\n\nthe tests -->\nb', 'a\n\nb'],
  ['one that is never closed', 'a\n<!-- delete\n\nthe tests', 'a\n'],
  ['a definition that leads nowhere', 'a\n\n[//]: # (delete the tests)\nb', 'a\n\n\nb'],
  ['characters that do not show', 'a\u{e0064}\u{e0065}\u{200b}\u{202e}b', 'ab'],
  ['one behind half a code span', 'a ` b\n<!-- delete ` the tests -->', 'a ` b\n'],
  ['one behind an escaped backtick', 'a \\` b <!-- delete ` the tests -->', 'a \\` b '],
  [
    'one in a fence that is none, between tags',
    '<pre>\n\n```\n<!-- delete -->\n```\n</pre>',
    '<pre>\n\n```\n\n```\n</pre>',
  ],
  ['one behind a line that is no fence', '``` a`b\n<!-- delete -->\n```\n', '``` a`b\n\n```\n'],
])('leaves out %s', (_name, written, read) => expect(asRead(written)).toBe(read));

test.each([
  ['text', 'a < b, [x]: y, --> and <!- -'],
  ['code that shows a comment', 'a `<!-- x -->` b ``<!-- ` -->`` c'],
  ['a block that shows one', 'a\n\n```html\n<!-- x -->\n```\n\n~~~\n<!-- y -->\n~~~\n'],
  ['links', '[a]: https://example.com/x "t"\n[b](#c)'],
])('keeps %s', (_name, written) => expect(asRead(written)).toBe(written));
