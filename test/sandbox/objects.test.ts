import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { Objects, objectId, objectMemory } from '../../src/sandbox/objects.ts';
import { Recent } from '../../src/sandbox/recent.ts';

const id = (text: string): string => createHash('sha1').update(text).digest('hex');
const TREE = id('tree');

/** git, as far as `Objects` asks it, and what it was asked. */
function fakeGit(files: Record<string, string>) {
  const asked: string[] = [];
  const blobs = new Map(Object.values(files).map((text) => [id(text), text]));
  const ask = async (args: readonly string[], stdin = ''): Promise<Buffer> => {
    asked.push(`${args[0]} ${stdin.split('\n').length - 1}`);
    if (args[0] === 'ls-tree')
      return Buffer.from(
        Object.entries(files)
          .map(([path, text]) => `100644 blob ${id(text)}\t${path}\0`)
          .join(''),
      );
    const answers = stdin
      .trim()
      .split('\n')
      .map((one) => {
        const text = blobs.get(one);
        return text === undefined ? `${one} missing\n` : `${one} blob ${Buffer.byteLength(text)}\n${text}\n`;
      });
    return Buffer.from(answers.join(''));
  };
  return { asked, ask };
}

test('files that are wanted at the same time are read in one call, and those read before not again', async () => {
  const { asked, ask } = fakeGit({ 'a.txt': 'one', 'b.txt': 'zwei\n', 'c.txt': '' });
  const objects = new Objects('repo', ask, objectMemory());
  const entries = await objects.entries(TREE);
  expect([...entries.keys()]).toEqual(['a.txt', 'b.txt', 'c.txt']);
  const read = () => Promise.all(['one', 'zwei\n', ''].map(async (text) => String(await objects.blob(id(text)))));
  expect(await read()).toEqual(['one', 'zwei\n', '']);
  expect(await read()).toEqual(['one', 'zwei\n', '']);
  await objects.entries(TREE);
  expect(asked).toEqual(['ls-tree 0', 'cat-file 3']);
});

test('a branch may move: it is asked anew each time', async () => {
  const { asked, ask } = fakeGit({ 'a.txt': 'one' });
  const objects = new Objects('repo', ask, objectMemory());
  await objects.entries('refs/heads/main');
  await objects.entries('refs/heads/main');
  expect(asked).toHaveLength(2);
});

test('a missing object fails alone, and is asked for again', async () => {
  const { asked, ask } = fakeGit({ 'a.txt': 'one' });
  const objects = new Objects('repo', ask, objectMemory());
  const [missing, there] = await Promise.allSettled([objects.blob(id('gone')), objects.blob(id('one'))]);
  expect(missing?.status).toBe('rejected');
  expect(there).toMatchObject({ status: 'fulfilled' });
  await expect(objects.blob(id('gone'))).rejects.toThrow('git has no blob');
  expect(asked).toEqual(['cat-file 2', 'cat-file 1']);
});

test('another repository is another matter', async () => {
  const memory = objectMemory();
  const one = fakeGit({ 'a.txt': 'one' });
  const other = fakeGit({ 'b.txt': 'two' });
  await new Objects('one', one.ask, memory).entries(TREE);
  expect([...(await new Objects('other', other.ask, memory).entries(TREE)).keys()]).toEqual(['b.txt']);
});

test('what was used last is kept, up to the weight', async () => {
  const asked: string[] = [];
  const recent = new Recent<string>(10, (value) => value.length);
  const get = (value: string) =>
    recent.get(value, async () => {
      asked.push(value);
      return value;
    });
  for (const value of ['aaaa', 'bbbb', 'aaaa', 'cccc', 'aaaa', 'bbbb']) await get(value);
  expect(asked).toEqual(['aaaa', 'bbbb', 'cccc', 'bbbb']);
});

test("an object's id is git's own", () => {
  // `printf hello | git hash-object --stdin`
  expect(objectId('blob', Buffer.from('hello'), TREE)).toBe('b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0');
});
