import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { verifyOptions } from '../../src/cli/verify-options.ts';

const options = (...args: string[]) => verifyOptions(args, (path) => path === 'folder');

describe('the options of fettle verify', () => {
  test('everything of the current folder is the default', () => {
    expect(options()).toEqual({
      dir: null,
      scope: 'all',
      base: null,
      sandbox: false,
      outputs: [],
      stopHook: false,
      maxBlocks: 5,
      help: false,
    });
  });

  test('a base means: what differs from it', () => {
    expect(options('--base', 'origin/main', 'folder')).toMatchObject({
      scope: 'changed',
      base: 'origin/main',
      dir: resolve('folder'),
    });
  });

  test('a word after a format is its file, unless it is a folder or an option', () => {
    expect(options('--junit').outputs).toEqual([{ format: 'junit', file: null }]);
    expect(options('--junit', 'out.xml', '--sarif', '--changed').outputs).toEqual([
      { format: 'junit', file: 'out.xml' },
      { format: 'sarif', file: null },
    ]);
    expect(options('--json', 'folder')).toMatchObject({
      dir: resolve('folder'),
      outputs: [{ format: 'json', file: null }],
    });
    expect(options('--sarif=folder').outputs).toEqual([{ format: 'sarif', file: 'folder' }]);
    expect(options('--', '--junit').dir).toBe(resolve('--junit'));
  });

  test.each([
    [['--frob'], /^Unknown option '--frob'\. "fettle verify --help"/],
    [['--base'], /--base/],
    [['--base='], /branch or commit/],
    [['a', 'b'], /one folder, not 2/],
    [['--json', '--junit'], /Only one of --json and --junit/],
    [['--max-blocks', '2'], /belongs to --stop-hook/],
    [['--stop-hook', '--max-blocks', 'many'], /whole number/],
    [['--stop-hook', '--json'], /leave out --json/],
  ])('%j is refused in one sentence', (args, message) => {
    expect(() => options(...args)).toThrow(message);
  });
});
