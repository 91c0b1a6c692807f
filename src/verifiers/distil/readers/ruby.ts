import { blockFamily } from '../block-rules.ts';

/** Ruby's own exceptions, rake, bundler, minitest's other reporters. */
export const ruby = blockFamily('ruby', [
  {
    tool: 'ruby',
    kind: 'error',
    open: /^(?:(?<title>(?:\S+\/)?(?<file>[^\s:]+\.\w+):(?<line>\d+):in [`'].+?': .+))$/,
    ends: /^(?!\s+from |\s+\d+: from |\t)/,
    max: 4,
  },
  {
    tool: 'rake',
    kind: 'error',
    open: /^rake aborted!$/,
    ends: /^(?:\(See full trace|Tasks: TOP)/,
    drop: /^\S*(?:gems|rubies|rvm|\/bin\/)\S*:\d+:in/,
    max: 5,
  },
  {
    tool: 'minitest',
    kind: 'test',
    after: /^(?:Failure|Error):$/,
    open: /^\S*Test\S*#test_.*$/,
    ends: /^(?:Failure|Error):$|^bin\/rails|^\d+ (?:tests|runs)|^Finished/,
    blanks: 1,
    max: 8,
  },
  {
    tool: 'minitest',
    kind: 'test',
    open: /^\s*(?:FAIL|ERROR)(?:"| )?\[?.*(?:test_|Test)\S*.*(?:\[|\().*$/,
    ends: /^\s*(?:PASS|\d+\/\d+:|Finished|\d+ (?:tests|runs))/,
    blanks: 2,
    max: 8,
  },
]);
