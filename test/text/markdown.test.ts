import { describe, expect, test } from '@jest/globals';
import { codeBlock, defuse, inlineCode, neutralise, quote, tableCell } from '../../src/text/markdown.ts';

/** GitHub's own rules, as far as they are public: what these find in a text would ring, close, refer or render. */
const MENTION = /(?:^|[^\w])@[a-z\d](?:[a-z\d-]*)(?:\/[\w.-]+)?/i;
const REFERENCE = /#\d+|\bGH-\d+|:\/\/\S+\/(?:issues|pull|discussions)\/\d+/i;
const CLOSING = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:[\w.-]+\/[\w.-]+#|#|GH-|https?:\/\/)/i;
const HTML = /<[A-Za-z/!?]/;
const LINK = /\]\(|\]:|!\[[^\]]*\]\(/;
const ENTITY = /&(?:#\d+|#x[\da-f]+|[a-z]+);/i;
const SKIP = /\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]/i;
const HIDDEN = /[\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/;

const HOSTILE = [
  'ping @octocat and @acme/security-team, mail me at a@example.org',
  '\\@octocat (@octocat) "@octocat" @\u2060octocat @\u200boctocat',
  '&#64;octocat &commat;octocat &#x40;octocat fixes &#35;7',
  'Fixes #1. closes: #2, RESOLVED acme/app#3 and fixes GH-4',
  'fix https://github.com/acme/app/issues/5 closes http://ghe.example/acme/app/pull/6',
  'fi\u00adxes #8, fixes #\u200b9, clo\u200bses acme/app#\u206010',
  '<!-- fettle:run=abc --> <img src="https://example.org/x.png"> <details open>',
  '![x](https://example.org/pixel.png) [approve](https://example.org) [a]: https://example.org [^1]: note',
  '<https://example.org> www.example.org/acme/app/issues/1',
  'title [skip ci] [CI SKIP] [no ci] [skip actions] ***NO_CI***',
  'rtl \u202egnp.exe\u202c and \u2066isolated\u2069',
];

describe('defuse and neutralise', () => {
  test.each(HOSTILE)('leave nothing alive in %j', (text) => {
    for (const safe of [
      defuse(text),
      neutralise(text),
      quote(text),
      tableCell(text),
      codeBlock(text),
      inlineCode(text),
    ]) {
      for (const rule of [MENTION, REFERENCE, CLOSING, SKIP, HIDDEN]) expect(safe).not.toMatch(rule);
    }
    for (const safe of [neutralise(text), quote(text), tableCell(text)]) {
      for (const rule of [HTML, LINK, ENTITY]) expect(safe).not.toMatch(rule);
    }
  });

  test('leave the look of a text as it was', () => {
    const text =
      'Use `a && b < c`, e.g. List<String> @ 5 % (see #intro), issue 12, "no skip", path/to/file:\n\n- [ ] one';
    expect(neutralise(text).replaceAll('\u200b', '')).toBe(text);
    expect(neutralise('plain words, nothing else')).toBe('plain words, nothing else');
  });

  test('say the same when said twice', () => {
    for (const text of HOSTILE) expect(neutralise(neutralise(text))).toBe(neutralise(text));
  });

  test('keep commands from other bots, but not paths', () => {
    expect(neutralise('/approve\n> /lgtm cancel\n/etc/hosts is a file')).toBe(
      '/\u200bapprove\n> /\u200blgtm cancel\n/etc/hosts is a file',
    );
  });

  test('keep emoji whole', () => {
    expect(neutralise('👩‍💻 ok')).toBe('👩‍💻 ok');
  });
});

describe('what holds foreign text', () => {
  test('a quote holds every line, whatever ends it', () => {
    expect(quote('one\r\n## two\rthree\n\nfour\u2028five')).toBe('> one\n> ## two\n> three\n>\n> fourfive');
  });

  test('a code block ends where we end it', () => {
    const lines = codeBlock('a\n````\n</details>\n```').split('\n');
    expect(lines[0]).toBe('`````');
    expect(lines.at(-1)).toBe('`````');
    expect(lines.slice(1, -1).join('\n')).toBe('a\n````\n</details>\n```');
  });

  test('inline code and cells stay on their line and in their cell', () => {
    expect(inlineCode('a`b`\n c')).toBe("`a'b' c`");
    expect(inlineCode(' \n')).toBe('` `');
    expect(tableCell('a|b\\|c\nd')).toBe('a\\|b\\\u200b\\|c d');
  });
});
