import { expect, test } from '@jest/globals';
import { distil } from '../../../../src/verifiers/distil/distil.ts';

const CHATTER = ['request 0 was served in 0 ms', 'request 1 was served in 1 ms'];
const RUNNING = ['> test', '> node --test', '', '✖ one and two are three (8.309568ms)', ...CHATTER];
const COUNTS = ['✔ talks a lot (5.810318ms)', 'ℹ tests 2', 'ℹ pass 1', 'ℹ fail 1'];
const TOLD_AGAIN = [
  '✖ failing tests:',
  '',
  'test at test/more.test.js:5:1',
  '✖ one and two are three (8.309568ms)',
  '  AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:',
  '  ',
  '  2 !== 3',
  '  ',
  '      at TestContext.<anonymous> (file:///workspace/test/more.test.js:5:44)',
  '      at Test.runInAsyncScope (node:async_hooks:227:14) {',
  '    generatedMessage: true,',
  "    code: 'ERR_ASSERTION',",
  '    actual: 2,',
  '    expected: 3,',
  "    operator: 'strictEqual',",
  "    diff: 'simple'",
  '  }',
];

test('what tests print while they run is no part of a failure', async () => {
  const { text } = await distil([...RUNNING, ...COUNTS, ...TOLD_AGAIN].join('\n'), { exitCode: 1 });
  expect(text).toContain('test/more.test.js:5: one and two are three');
  expect(text).toContain('2 !== 3');
  expect(text).not.toContain('was served');
  expect(text.match(/one and two are three/g)).toHaveLength(1);
});

test('a run that breaks off still shows which test was red', async () => {
  const { text } = await distil(RUNNING.join('\n'), { exitCode: 137 });
  expect(text).toContain('✖ one and two are three');
});

test('one test is counted in the singular', async () => {
  expect((await distil('✔ adds (1.5ms)\nℹ tests 1\nℹ pass 1\nℹ fail 0\n', { exitCode: 0 })).summary).toMatch(
    /: 1 test passed/,
  );
});
