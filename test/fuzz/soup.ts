import fc from 'fast-check';

/** Texts made of the words a format is made of, in any order, with noise between them: far more of them get far in a parser. */
export function soup(words: readonly string[], maxLength = 60): fc.Arbitrary<string> {
  const noise = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.string({ unit: 'binary', maxLength: 4 }),
    fc.constantFrom(
      '\0',
      '\r\n',
      '\n',
      '\t',
      ' ',
      '\u202e',
      '\ud800',
      '\u{e0041}',
      '\ufeff',
      '-1',
      '1e999',
      '__proto__',
      'constructor',
    ),
  );
  const word = fc.constantFrom(...words);
  const many = fc.tuple(word, fc.integer({ min: 2, max: 400 })).map(([it, times]) => it.repeat(times));
  return fc
    .array(fc.oneof({ weight: 6, arbitrary: word }, { weight: 3, arbitrary: noise }, { weight: 1, arbitrary: many }), {
      maxLength,
    })
    .map((parts) => parts.join(''));
}

/** Any JSON value, with the names of properties that a schema knows, and with such as harm. */
export function json(names: readonly string[]): fc.Arbitrary<unknown> {
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      fc.constantFrom<unknown>(
        null,
        true,
        0,
        -1,
        1e20,
        '',
        'x',
        'open',
        'main',
        'a'.repeat(40),
        '<!-- x -->',
        '/fettle do',
      ),
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.integer(),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...names, '__proto__', 'constructor', 'length'), tie('value'), { maxKeys: 6 }),
    ),
  }));
  // As it comes over the wire: an object without a prototype can't.
  return value.map((it) => JSON.parse(JSON.stringify(it)) as unknown);
}
