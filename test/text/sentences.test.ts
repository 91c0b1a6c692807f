import { expect, test } from '@jest/globals';
import { firstSentences } from '../../src/text/sentences.ts';

test.each([
  ['One. Two. Three.', 'One. Two.'],
  ['Only this', 'Only this'],
  ['See src/a.ts, e.g. line 1.5 of it. Then stop.', 'See src/a.ts, e.g. line 1.5 of it. Then stop.'],
  ['# Done\n\nIt wraps\nover lines. Yes.\n\nMore.', 'It wraps over lines. Yes.'],
  ['- [x] first\n- second\n- third', 'first second'],
  ['```js\nlet a. B.\n```\nAfter the code.', 'After the code.'],
  ['| a | b |\n|---|---|\n\nAfter the table.', 'After the table.'],
  ['<details>\n\nInside.', 'Inside.'],
  ['[!NOTE]\nAs 0.41 kg, e.g. 0.5 kg. Yes.', 'As 0.41 kg, e.g. 0.5 kg. Yes.'],
  ['', ''],
  ['```\nnever ends', ''],
  ['日本語です。二つ目。三つ目。', '日本語です。 二つ目。'],
])('of %j', (markdown, expected) => {
  expect(firstSentences(markdown, 2, 300)).toBe(expected);
});

test('a long sentence is cut', () => {
  expect(firstSentences('a'.repeat(50), 2, 10)).toBe(`${'a'.repeat(9)}…`);
});
