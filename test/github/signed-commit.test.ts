import { expect, test } from '@jest/globals';
import { signedCommit } from '../../src/github/signed-commit.ts';
import type { Context } from '../../src/github/repository.ts';

/** A connection that answers by route and keeps what it was asked. */
function answering(answers: Record<string, unknown>) {
  const asked: { route: string; body: Record<string, unknown> }[] = [];
  const connection = {
    retrying: (_: string, call: () => Promise<unknown>) => call(),
    ask: async (route: string, body: Record<string, unknown>, schema: { parse(it: unknown): unknown }) => {
      asked.push({ route, body });
      const answer = Object.entries(answers).find(([end]) => route.endsWith(end))?.[1];
      if (answer === undefined) throw Object.assign(new Error('no'), { status: 404 });
      return schema.parse(answer);
    },
  };
  return { context: { at: { owner: 'o', repo: 'r' }, connection } as unknown as Context, asked };
}

const TREE = 'a'.repeat(40);
const spec = (files: number, content = Buffer.from('text\n')) => ({
  baseTree: 'b'.repeat(40),
  tree: TREE,
  parents: ['c'.repeat(40)],
  message: 'x\n',
  changes: Array.from({ length: files }, (_, n) => ({ path: `f${n}`, mode: '100644', content })),
});
const COMMIT = { sha: 'd'.repeat(40), verification: { signature: 'SIGNED\n', payload: 'tree x\nauthor y\n\nx\n' } };

test('text goes inline, bytes as a blob; the signature stands where git has it', async () => {
  const { context, asked } = answering({
    '/git/blobs': { sha: 'e'.repeat(40) },
    '/git/trees': { sha: TREE },
    '/git/commits': COMMIT,
  });
  const made = await signedCommit(context, spec(1, Buffer.from([0, 255])));
  expect(asked.map((it) => it.route.split('/').at(-1))).toEqual(['blobs', 'trees', 'commits']);
  expect(made?.objects[0]?.toString()).toBe('tree x\nauthor y\ngpgsig SIGNED\n \n\nx\n');
});

test('no signed commit: too many files, another tree than the one that passed, no permission, no signature', async () => {
  const answers = { '/git/trees': { sha: TREE }, '/git/commits': COMMIT };
  expect(await signedCommit(answering(answers).context, spec(301))).toBeNull();
  expect(
    await signedCommit(answering({ ...answers, '/git/trees': { sha: 'f'.repeat(40) } }).context, spec(1)),
  ).toBeNull();
  expect(await signedCommit(answering({}).context, spec(1))).toBeNull();
  expect(
    await signedCommit(
      answering({
        ...answers,
        '/git/commits': { sha: 'd'.repeat(40), verification: { signature: null, payload: null } },
      }).context,
      spec(1),
    ),
  ).toBeNull();
});
