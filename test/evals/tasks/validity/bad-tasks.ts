import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Problem } from '../../../../src/evals/tasks/validity/check-task.ts';

/** One way to spoil a good task, and what `eval validate` must say of it. */
export interface BadTask {
  name: string;
  from: string;
  rule: Problem['rule'];
  spoil: (task: Files) => void;
}

/** The files of a copy of a task. */
export interface Files {
  read: (path: string) => string;
  write: (path: string, text: string) => void;
  remove: (path: string) => void;
  replace: (path: string, find: string, put: string) => void;
}

const TOML = 'task.toml';
const TEST = 'tests/hidden.test.js';
const RUN = 'tests/test.sh';
const GOLD = 'solution/gold.patch';
const WRONG = 'solution/wrong-plausible.patch';

const imports = (names: string, file: string): string =>
  `import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { ${names} } from '../src/${file}.js';\n\n`;

/** test.sh of a task with one hidden test: its exit code is all that it says. */
const ONE_TEST =
  '#!/bin/bash\nmkdir -p hidden && cp /tests/hidden.test.js hidden/ && node --test hidden/hidden.test.js\n';

const weak = (names: string, file: string, text: string) => (task: Files) => {
  task.write(TEST, `${imports(names, file)}${text}\n`);
  task.write(RUN, ONE_TEST);
  task.remove(WRONG);
};

/** Each second its answer is another: runs of one tree differ. */
const MOODY = 'if [ $(( $(date +%s) % 2 )) -eq 0 ]; then exit 1; fi\n';

export const BAD_TASKS: readonly BadTask[] = [
  {
    name: 'always-passes',
    from: 'selftest-slug',
    rule: 'no_change_passes',
    spoil: (task) => task.write(RUN, '#!/bin/bash\necho 1 > /logs/verifier/reward.txt\n'),
  },
  {
    name: 'asks-for-what-is-there',
    from: 'selftest-cart',
    rule: 'no_change_passes',
    spoil: weak(
      'total',
      'cart',
      "test('prices are added up', () => assert.equal(total([{ price: 1 }, { price: 2 }]), 3));",
    ),
  },
  {
    name: 'gold-is-wrong',
    from: 'selftest-cart',
    rule: 'gold_fails',
    spoil: (task) => task.write(GOLD, task.read(WRONG)),
  },
  {
    name: 'tests-ask-too-much',
    from: 'selftest-cache',
    rule: 'gold_fails',
    spoil: (task) =>
      task.replace(TEST, "assert.equal(cache.get('x'), undefined)", "assert.equal(cache.get('x'), null)"),
  },
  {
    name: 'tests-do-not-start',
    from: 'selftest-range',
    rule: 'gold_fails',
    spoil: (task) => task.replace(TEST, '../src/range.js', '../src/no-such-file.js'),
  },
  { name: 'no-gold', from: 'selftest-slug', rule: 'no_gold', spoil: (task) => task.remove(GOLD) },
  {
    name: 'gold-of-other-files',
    from: 'selftest-slug',
    rule: 'gold_does_not_apply',
    spoil: (task) => task.replace('environment/repo/src/slug.js', 'const dashed', 'const parts'),
  },
  {
    name: 'flaky-on-gold',
    from: 'selftest-duration',
    rule: 'flaky',
    spoil: (task) => task.replace(RUN, 'mkdir -p hidden', `${MOODY}mkdir -p hidden`),
  },
  {
    name: 'flaky-on-base',
    from: 'selftest-duration',
    rule: 'flaky',
    spoil: (task) =>
      task.replace(
        RUN,
        'mkdir -p hidden',
        `${MOODY.replace('exit 1', 'echo 1 > /logs/verifier/reward.txt; exit 0')}mkdir -p hidden`,
      ),
  },
  {
    name: 'hidden-test-in-the-repository',
    from: 'selftest-cart',
    rule: 'hidden_test_visible',
    spoil: (task) => task.write('environment/repo/test/more.test.js', task.read(TEST)),
  },
  {
    name: 'hidden-test-in-other-words',
    from: 'selftest-quotes',
    rule: 'hidden_test_visible',
    spoil: (task) =>
      task.write(
        'environment/repo/docs/notes.md',
        `# What we expect\n\n${task.read(TEST).split('\n').slice(4).toReversed().join('\n    ')}`,
      ),
  },
  {
    name: 'test-runner-in-a-dot-folder',
    from: 'selftest-slug',
    rule: 'hidden_test_visible',
    spoil: (task) => task.write('environment/repo/.cache/run', task.read(RUN)),
  },
  {
    name: 'asserts-nothing',
    from: 'selftest-duration',
    rule: 'weak_tests',
    spoil: weak('seconds', 'duration', "test('seconds can be read', () => assert.doesNotThrow(() => seconds('45s')));"),
  },
  {
    name: 'asserts-too-little',
    from: 'selftest-cart',
    rule: 'weak_tests',
    spoil: weak(
      'total',
      'cart',
      "test('quantities count', () => assert.ok(total([{ price: 250, quantity: 3 }]) > 250));",
    ),
  },
  {
    name: 'lets-a-wrong-change-pass',
    from: 'selftest-quotes',
    rule: 'wrong_change_passes',
    spoil: (task) => task.write('solution/wrong-like-gold.patch', task.read(GOLD)),
  },
  {
    name: 'refuses-a-right-change',
    from: 'selftest-slug',
    rule: 'right_change_fails',
    spoil: (task) => task.write('solution/right-in-its-way.patch', task.read(WRONG)),
  },
  {
    name: 'ci-is-never-green',
    from: 'selftest-cart',
    rule: 'ci_red_on_gold',
    spoil: (task) => task.replace(TOML, 'ci = ["node", "scripts/ci.mjs"]', 'ci = ["no-such-tool", "check"]'),
  },
  {
    name: 'scope-without-gold',
    from: 'selftest-cache',
    rule: 'gold_out_of_scope',
    spoil: (task) => task.replace(TOML, 'allowed_paths = ["src/cache.js", "test/**"]', 'allowed_paths = ["test/**"]'),
  },
  {
    name: 'minimum-above-gold',
    from: 'selftest-slug',
    rule: 'edit_lines',
    spoil: (task) => task.replace(TOML, 'min_edit_lines = 2', 'min_edit_lines = 40'),
  },
  {
    name: 'impossible-alone',
    from: 'selftest-range',
    rule: 'no_twin',
    spoil: (task) => task.replace(TOML, 'cluster =', 'impossible = true\ncluster ='),
  },
  {
    name: 'gold-breaks-the-visible-tests',
    from: 'selftest-cart',
    rule: 'gold_is_refused',
    spoil: (task) => {
      task.replace('environment/repo/test/cart.test.js', 'total([]), 0)', 'total([{ price: 7, quantity: 2 }]), 7)');
      task.replace(TOML, 'ci = ["node", "scripts/ci.mjs"]', 'ci = ["true"]');
    },
  },
  {
    name: 'gold-edits-the-workflow',
    from: 'selftest-slug',
    rule: 'gold_is_refused',
    spoil: (task) => {
      const [path, run] = ['.github/workflows/ci.yml', '      - run: node scripts/ci.mjs'];
      const hunk = `@@ -13,2 +13,2 @@\n           node-version: 24\n-${run}\n+${run} || true\n`;
      const patch = `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n${hunk}`;
      task.write(GOLD, task.read(GOLD) + patch);
      task.replace(TOML, '"test/**"]', '"test/**", ".github/**"]');
    },
  },
  {
    name: 'unknown-setting',
    from: 'selftest-cart',
    rule: 'unreadable',
    spoil: (task) => task.replace(TOML, 'cluster =', 'dificulty = "hard"\ncluster ='),
  },
  { name: 'no-tests', from: 'selftest-cart', rule: 'unreadable', spoil: (task) => task.remove('tests') },
];

/** Makes the bad task in a folder of its name below `folder`. */
export function spoilt(bad: BadTask, tasks: string, folder: string): void {
  const dir = join(folder, bad.name);
  cpSync(join(tasks, bad.from), dir, { recursive: true });
  const read = (path: string) => readFileSync(join(dir, path), 'utf8');
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  };
  bad.spoil({
    read,
    write,
    remove: (path) => rmSync(join(dir, path), { recursive: true }),
    replace(path, find, put) {
      const text = read(path);
      if (!text.includes(find)) throw new Error(`${bad.name}: ${path} does not hold ${find}`);
      write(
        path,
        text.replace(find, () => put),
      );
    },
  });
}
