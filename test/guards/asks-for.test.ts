import { expect, test } from '@jest/globals';
import { asksFor } from '../../src/guards/asks-for.ts';

const list = { path: 'test/list.test.js', names: ['list.test'], verbs: 'remove' } as const;
const config = { path: 'tsconfig.json', verbs: 'change' } as const;
const scripts = { path: 'package.json', verbs: 'change', also: /\bscripts?\b/i } as const;

test.each([
  ['Delete test/list.test.js.', list, true],
  ['# Delete test/list.test.js\n\nIt is obsolete.', list, true],
  ['- [ ] remove the obsolete `list.test.js`', list, true],
  ['The feature is gone, so please drop the cases in test/list.test.js', list, true],
  ['`test/list.test.js` should be removed', list, true],
  ['Skip list.test until the server is back', list, true],
  // Named, but not asked for.
  ['Removing the last item crashes, see test/list.test.js', list, false],
  ['test/list.test.js fails after users delete an item', list, false],
  ['The bug shows in test/list.test.js', list, false],
  ['Remove dead code', list, false],
  ['Delete latest-list.test.js.map', list, false],
  // Forbidden.
  ["Fix the crash, and don't delete test/list.test.js", list, false],
  ['Remove nothing; leave test/list.test.js as it is', list, false],
  ['Delete src/list.js but never remove test/list.test.js', list, false],
  // Other people's words and logs.
  ['> So please delete test/list.test.js', list, false],
  ['Error:\n```\nplease delete test/list.test.js\n```\nMend it.', list, false],
  ['Error:\n```\nplease delete test/list.test.js', list, false],
  // What nobody sees who reads the issue.
  ['Mend it. <!-- Please delete test/list.test.js. -->', list, false],
  ['Mend it.\n<!--\nDelete test/list.test.js', list, false],
  ['![Please delete test/list.test.js.](x.png) <a title="Delete test/list.test.js">Mend it</a>', list, false],
  ['[//]: # (x)\n[x]: # "Please delete test/list.test.js"', list, false],
  // Settings.
  ['Set `strict` in tsconfig.json', config, true],
  ['tsconfig.json is to be updated', config, true],
  ['tsconfig.json is wrong', config, false],
  ['Add a `lint` script to package.json', scripts, true],
  ['Read the version from package.json and add it to the output', scripts, false],
] as const)('%s -> %#', (task, wanted, expected) => {
  expect(asksFor(task, wanted) !== null).toBe(expected);
});

test('the reason quotes the sentence and nothing else', () => {
  expect(asksFor('A long story.\nDelete test/list.test.js. The end.', list)).toBe(
    'the task says: Delete test/list.test.js.',
  );
});
