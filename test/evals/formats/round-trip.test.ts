import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Instance, taskOf } from '../../../src/evals/formats/from-swe-bench.ts';
import { writeTask } from '../../../src/evals/formats/imported-task.ts';

const patch = (path: string, words: string) =>
  `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-old\n+${words.replace(/[\r\n]/g, ' ')}`;
const name = fc.string({ minLength: 1, unit: 'grapheme' }).map((it) => it.replace(/[\n\r\0]/g, '-'));
const instance: fc.Arbitrary<Instance> = fc.record({
  id: fc.stringMatching(/^[a-z0-9][\w.-]{0,30}$/),
  repo: fc.constantFrom('acme/sums', 'a/b.js'),
  commit: fc.constant('c'.repeat(40)),
  instruction: fc.string({ minLength: 1, unit: 'grapheme' }).map((it) => `Do: ${it}`),
  gold: fc.string({ unit: 'grapheme' }).map((it) => patch('src/a.py', it)),
  testPatch: fc.string({ unit: 'grapheme' }).map((it) => patch('test/a.py', it)),
  failToPass: fc.array(name, { minLength: 1, maxLength: 5 }),
  passToPass: fc.array(name, { maxLength: 5 }),
  created: fc.option(fc.constantFrom('2025-01-31', '2024-02-29')),
  origin: fc.string({ unit: 'grapheme', maxLength: 40 }),
});

test('whatever an instance says comes back when its task is read', async () => {
  await fc.assert(
    fc.asyncProperty(instance, async (it) => {
      const out = mkdtempSync(join(tmpdir(), 'fettle-round-'));
      try {
        const task = await writeTask(taskOf(it, null, { image: null, testCommand: null }), out);
        expect(task).toMatchObject({ id: it.id, gold: `${it.gold}\n` });
        expect(task.instruction.trimEnd()).toBe(it.instruction.trimEnd());
        expect(task.meta).toMatchObject({
          cluster: it.repo,
          created: it.created,
          origin: it.origin,
          fail_to_pass: it.failToPass,
          repo: { commit: it.commit },
        });
        const ids = task.tests.find(({ path }) => path === 'ids.txt');
        expect(String(await ids?.read())).toBe([...it.failToPass, ...it.passToPass].map((id) => `${id}\n`).join(''));
      } finally {
        rmSync(out, { recursive: true, force: true });
      }
    }),
    { numRuns: 50 },
  );
});
