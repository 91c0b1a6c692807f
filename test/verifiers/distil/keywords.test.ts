import { expect, test } from '@jest/globals';
import { Keywords } from '../../../src/verifiers/distil/keywords.ts';
import { Scanner } from '../../../src/verifiers/distil/scanner.ts';

const WORDS = ['rror', 'a:0', '\nok', 'm:\u001b', '✗'];
/** Made of pieces of words, so that beginnings and ends of them meet line breaks and each other. */
const PIECES = ['r', 'rror', 'ERROR', 'a:', ':7', 'ok', '\n', '\n\n', ' ', 'm:', '\u001b', '✗', 'x'];

function text(seed: number): string {
  let state = seed;
  const next = (): number => (state = (state * 1103515245 + 12345) % 2147483648);
  return `${Array.from({ length: 40 }, () => PIECES[next() % PIECES.length]).join('')}\n`;
}

const naive = (line: string): boolean =>
  WORDS.some((word) => `\n${line}\n`.toLowerCase().replaceAll(/\d/g, '0').includes(word));

test('exactly the lines that hold a word are found, in order, wherever the search begins', () => {
  const keywords = new Keywords(WORDS);
  for (let seed = 1; seed <= 300; seed += 1) {
    const log = text(seed);
    const bytes = Buffer.from(log);
    const found: string[] = [];
    let breaks = 0;
    for (let from = 0; from < bytes.length; ) {
      const hit = keywords.find(bytes, from, bytes.length);
      expect(keywords.start).toBeGreaterThanOrEqual(from);
      breaks += keywords.passed;
      if (!hit) break;
      const stop = bytes.indexOf(10, keywords.start);
      found.push(bytes.toString('utf8', keywords.start, stop));
      breaks += 1;
      from = stop + 1;
    }
    const lines = log.slice(0, -1).split('\n');
    expect({ seed, found }).toEqual({ seed, found: lines.filter(naive) });
    expect({ seed, breaks }).toEqual({ seed, breaks: lines.length });
  }
});

test('a log in any pieces is read to its end, line by line', () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const log = text(seed);
    const seen: string[] = [];
    const scanner: Scanner = new Scanner(WORDS, {
      asleep: true,
      doubtful: false,
      passed: () => undefined,
      line: (raw) => {
        seen.push(`${scanner.at} ${raw}`);
        return 'read';
      },
    });
    const bytes = Buffer.from(log);
    for (let at = 0; at < bytes.length; at += 1 + (seed % 9)) scanner.push(bytes.subarray(at, at + 1 + (seed % 9)));
    scanner.end();
    const lines = log.slice(0, -1).split('\n');
    expect(seen).toEqual(lines.flatMap((line, index) => (naive(line) ? [`${index + 1} ${line}`] : [])));
  }
});
