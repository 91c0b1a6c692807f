import { afterEach, describe, expect, test } from '@jest/globals';
import { anthropicModel } from '../../src/agent/anthropic.ts';
import { judge } from '../../src/judge/judge.ts';
import { mergeVerdicts } from '../../src/judge/merge.ts';
import { intoParts, manifest, textOf, tokensIn } from '../../src/judge/parts.ts';
import { splitDiff } from '../../src/judge/split-diff.ts';
import type { Criterion } from '../../src/judge/types.ts';
import type { Answered } from '../../src/judge/verdict.ts';
import { approve, say, type Step, veto } from '../support/model/script.ts';
import { type ModelServer, startModelServer } from '../support/model/server.ts';

/** A new file of so many lines, of about `width` bytes each. */
function newFile(path: string, lines: number, width: number): string {
  const body = Array.from({ length: lines }, (_, n) => `+const v${n} = '${'x'.repeat(width - 14)}';\n`).join('');
  return `diff --git a/${path} b/${path}\nnew file mode 100644\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1,${lines} @@\n${body}`;
}

/** A file with several hunks. */
function changed(path: string, hunks: number, width: number): string {
  const text = (n: number) =>
    `@@ -${n * 10 + 1} +${n * 10 + 1} @@ function f${n}() {\n-${'a'.repeat(width)}\n+${'b'.repeat(width)}\n`;
  const body = Array.from({ length: hunks }, (_, n) => text(n)).join('');
  return `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n${body}`;
}

describe('a change in parts', () => {
  test('keeps files whole, cuts a long one between hunks, and loses nothing', () => {
    const diff = changed('a.js', 1, 100) + changed('long.js', 6, 100) + newFile('b.js', 3, 40);
    const files = splitDiff(diff);
    const parts = intoParts(files, 200) ?? [];
    expect(parts.map((part) => part.map(({ paths, hunks }) => `${paths.join()} ${hunks.length}`))).toEqual([
      ['a.js 1'],
      ['long.js 2'],
      ['long.js 2'],
      ['long.js 2'],
      ['b.js 1'],
    ]);
    expect(parts.flat().flatMap(({ hunks }) => hunks)).toEqual(files.flatMap(({ hunks }) => hunks));
    for (const part of parts) expect(tokensIn(part.map(textOf).join(''))).toBeLessThanOrEqual(200);
  });

  test('gives up where one hunk is too long', () => {
    expect(intoParts(splitDiff(newFile('data.js', 100, 80)), 1000)).toBeNull();
  });

  test('has a manifest with every file and hunk, and marks those of a part', () => {
    const binary = 'diff --git a/x.png b/x.png\nindex 1..2\nBinary files a/x.png and b/x.png differ\n';
    const files = splitDiff(changed('a.js', 2, 5) + binary + newFile('b.js', 3, 40));
    const [part] = intoParts(files, 80) ?? [];
    expect(manifest(files, part)).toBe(
      [
        'a.js (+2 -2)',
        '  @@ -1 +1 @@ +1 -1 (in this part)',
        '  @@ -11 +11 @@ +1 -1 (in this part)',
        'x.png (binary) (in this part)',
        'b.js (new file, +3 -0)',
        '  @@ -0,0 +1,3 @@ +3 -0',
      ].join('\n'),
    );
  });
});

function answered(verdict: Answered['verdict'], unmet: Criterion | null, objections: Answered['objections'] = []) {
  const answer = (name: Criterion) => ({ met: name !== unmet, why: `why ${name}` });
  const criteria = {
    does_what_was_asked: answer('does_what_was_asked'),
    nothing_else: answer('nothing_else'),
    no_weakened_checks: answer('no_weakened_checks'),
    plausibly_correct: answer('plausibly_correct'),
  };
  return { verdict, criteria, objections, unrequested: [] } satisfies Answered;
}
const objection = (criterion: Criterion, cited = true) => ({ criterion, path: 'a', hunk: '', why: 'It is.', cited });
const yes = answered('approve', null);

describe('verdicts of parts', () => {
  test.each<[string, Answered['verdict'], Answered[], Answered]>([
    ['all approve', 'approve', [yes, yes], yes],
    ['one part vetoes', 'veto', [yes, answered('veto', 'nothing_else', [objection('nothing_else')])], yes],
    ['one part abstains', 'abstain', [yes, answered('abstain', null)], yes],
    ['the whole vetoes', 'veto', [yes], answered('veto', 'does_what_was_asked', [objection('does_what_was_asked')])],
    // Neither is theirs to decide.
    [
      'a part misses what is elsewhere',
      'approve',
      [answered('veto', 'does_what_was_asked', [objection('does_what_was_asked')])],
      yes,
    ],
    [
      'the whole objects to code it has not seen',
      'approve',
      [yes],
      answered('veto', 'plausibly_correct', [objection('plausibly_correct')]),
    ],
    // Its one objection that counts is not its to make, and what is its to make cites nothing.
    [
      'a veto that is left without an objection',
      'abstain',
      [answered('veto', 'nothing_else', [objection('nothing_else', false), objection('does_what_was_asked')])],
      yes,
    ],
  ])('%s: %s', (_name, expected, parts, whole) => {
    expect(mergeVerdicts(parts, whole).verdict).toBe(expected);
  });

  test('say of each criterion who objects, and keep only the objections that were theirs to make', () => {
    const merged = mergeVerdicts(
      [yes, answered('veto', 'nothing_else', [objection('nothing_else'), objection('does_what_was_asked')])],
      yes,
    );
    expect(merged.criteria.nothing_else).toEqual({ met: false, why: 'Part 2: why nothing_else' });
    expect(merged.criteria.does_what_was_asked).toEqual(yes.criteria.does_what_was_asked);
    expect(merged.objections.map(({ criterion }) => criterion)).toEqual(['nothing_else']);
  });
});

let server: ModelServer | undefined;
afterEach(() => server?.close());

async function judging(diff: string, steps: readonly Step[]) {
  server = await startModelServer({ script: { judge: steps } });
  const settings = { apiKey: 'sk-test-key', baseUrl: server.url, agentModel: 'a', judgeModel: 'j', patienceMs: 5000 };
  const context = { model: anthropicModel(settings), modelName: 'j', signal: new AbortController().signal };
  return judge(context, { task: 'Add three tables.', facts: 'npm:test passed', diff });
}

const approveSaying = (why: string): Step => {
  const text = JSON.stringify(approve().content);
  const json = JSON.parse(text) as { text: string }[];
  const answer = JSON.parse(json[0]?.text ?? '') as Answered;
  return say(JSON.stringify({ ...answer, criteria: { ...answer.criteria, does_what_was_asked: { met: true, why } } }));
};

describe('the judge of a long diff', () => {
  const LONG = ['one.js', 'two.js', 'three.js'].map((path) => newFile(path, 2500, 100)).join('');

  test('sees every line once, in a part with the list of all, and says what the parts come to', async () => {
    const steps = [
      approveSaying('Adds table one.'),
      approveSaying('Adds table two.'),
      approveSaying('Adds table three.'),
      approve(),
    ];
    const verdict = await judging(LONG, steps);
    expect(verdict).toMatchObject({ verdict: 'approve', parts: 3 });
    const texts = server?.requests.map(({ text }) => text) ?? [];
    expect(texts).toHaveLength(4);
    const lines = texts.flatMap((text) => text.split('\n').filter((line) => /^\+const v/.test(line)));
    expect(lines.join('\n')).toBe(
      LONG.split('\n')
        .filter((line) => /^\+const v/.test(line))
        .join('\n'),
    );
    for (const text of texts)
      for (const path of ['one', 'two', 'three']) expect(text).toContain(`${path}.js (new file, +2500 -0)`);
    expect(texts[1]).toContain('Judge part 2 of 3');
    expect(texts[3]).toContain('Adds table two.');
    expect(verdict.costUsd).toBeGreaterThan(0);
  });

  test('vetoes when one part does, citing a hunk of it', async () => {
    const verdict = await judging(LONG, [
      approve(),
      veto('plausibly_correct', 'two.js', 'It is wrong.'),
      approve(),
      approve(),
    ]);
    expect(verdict).toMatchObject({
      verdict: 'veto',
      objections: [{ path: 'two.js', hunk: '@@ -0,0 +1,2500 @@', cited: true }],
    });
  });

  test('gives no verdict on a hunk that no request holds, and asks nothing', async () => {
    const huge = judging(newFile('data.js', 5000, 100), []);
    await expect(huge).rejects.toMatchObject({ name: 'JudgeFailed', reason: 'too_large', costUsd: 0 });
    expect(server?.requests).toEqual([]);
  });
});
