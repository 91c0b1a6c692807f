import { expect, test } from '@jest/globals';
import { preCommit } from '../../src/verifiers/pre-commit/index.ts';
import { filesOf, type Tree } from './trees.ts';

const PATH = '.pre-commit-config.yaml';
const CONFIG = `minimum_pre_commit_version: '3.0.0'
fail_fast: true
exclude: ^vendor/
default_stages: [pre-commit]
repos:
- repo: https://git.example/hooks
  rev: v1
  hooks: [{ id: black }, { id: shellcheck }, { id: late, stages: [manual] }]
- repo: meta
  hooks: [{ id: identity }]
- repo: local
  hooks:
  - { id: lint, name: Lint, language: system, entry: python3 scripts/lint.py, types: [python], verbose: true }
  - { id: no-tabs, name: No tabs, language: pygrep, entry: '\\t' }
  - { id: typed, name: Typed, language: python, entry: mypy, additional_dependencies: [mypy] }
  - { id: on-push, name: Slow, language: unsupported, entry: 'true', stages: [pre-push] }
  - { id: new-name, name: New, language: unsupported, entry: 'true' }
`;
const plan = (tree: Tree) => preCommit.plan(filesOf(tree));
const CI = { '.github/workflows/ci.yml': 'run: pre-commit run -a\n' };

test('local hooks that need nothing are run, as git would on a commit', async () => {
  const { checks, unsupported } = await plan({ [PATH]: CONFIG });
  expect(checks).toMatchObject([{ id: 'pre-commit:hooks', needs: [{ wanted: '3.0.0', range: '>=3.0.0' }] }]);
  expect(JSON.parse(checks[0]?.argv[4] ?? '')).toEqual({
    exclude: '^vendor/',
    repos: [
      {
        repo: 'local',
        hooks: [
          { id: 'lint', name: 'Lint', language: 'system', entry: 'python3 scripts/lint.py', types: ['python'] },
          { id: 'no-tabs', name: 'No tabs', language: 'pygrep', entry: '\\t' },
          { id: 'new-name', name: 'New', language: 'system', entry: 'true' },
        ],
      },
    ],
  });
  expect(unsupported).toEqual([]);
});

test('the others are named where CI runs them', async () => {
  const named = [{ reason: 'install_failed', summary: expect.stringContaining('of their own: black, typed. ') }];
  expect((await plan({ [PATH]: CONFIG, ...CI })).unsupported).toMatchObject(named);
  expect((await plan({ [PATH]: `ci: { autofix_prs: false }\n${CONFIG}` })).unsupported).toMatchObject(named);
});

test('the configuration and the scripts of local hooks are fixed from base', async () => {
  const { gateFiles } = await plan({ [PATH]: CONFIG, 'scripts/lint.py': 'print()', 'scripts/other.py': '' });
  expect(gateFiles.map(({ path }) => path)).toEqual([PATH, 'scripts/lint.py']);
});

test.each(['repos: [', 'repos: 3\n', '- a\n', ''])('a broken configuration is said: %j', async (text) => {
  expect(await plan({ [PATH]: text })).toMatchObject({
    checks: [],
    unsupported: [{ reason: 'toolchain', summary: expect.stringContaining(`${PATH} is no valid`) }],
  });
});
