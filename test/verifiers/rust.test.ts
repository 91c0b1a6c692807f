import { describe, expect, test } from '@jest/globals';
import { readRepoConfig } from '../../src/repo-config.ts';
import { rust } from '../../src/verifiers/rust/index.ts';
import { selectChecks } from '../../src/verifiers/select.ts';
import type { Check, Failure } from '../../src/verifiers/types.ts';
import { filesOf, type Tree } from './trees.ts';

const plan = (tree: Tree) => rust.plan(filesOf(tree));
const crate = (name: string, ...lines: string[]): string =>
  [`[package]`, `name = "${name}"`, 'edition = "2021"', ...lines].join('\n');
const needing = (name: string, ...others: string[]): string =>
  crate(name, '[dependencies]', ...others.map((other) => `${other} = { path = "../${other}" }`));

const flat: Tree = {
  'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\nexclude = ["crates/old"]',
  'crates/core/Cargo.toml': crate('core'),
  'crates/cli/Cargo.toml': needing('cli', 'core'),
  'crates/web/Cargo.toml': needing('web', 'core'),
  'crates/old/Cargo.toml': crate('old'),
};
const selected = async (tree: Tree, ...changed: string[]) => {
  const its = await plan(tree);
  const uses = (its.uses ?? []).map((use) => ({ ...use, verifier: 'rust' }));
  return selectChecks({ ...its, uses }, changed, 'changed').checks.map((check) => check.id);
};

describe('which checks', () => {
  test('one package: format, build, test', async () => {
    const { checks } = await plan({ 'Cargo.toml': crate('one'), 'Cargo.lock': 'version = 3' });
    expect(checks.map((check) => [check.id, check.command])).toEqual([
      ['rust:fmt', 'cargo fmt --check --all'],
      ['rust:build', 'cargo test --no-run --locked --workspace'],
      ['rust:test', 'cargo test --no-fail-fast --locked --workspace'],
    ]);
    expect(checks[0]?.fix?.argv.at(-1)).toBe('2021');
  });
  test('members are checked with what they need, and with what needs them', async () => {
    const { checks } = await plan(flat);
    expect(checks.find((check) => check.id === 'rust:test crates/cli')?.command).toBe(
      'cargo test --no-fail-fast -p cli -p core',
    );
    const tests = async (path: string) => (await selected(flat, path)).filter((id) => id.startsWith('rust:test'));
    expect(await tests('crates/cli/src/main.rs')).toEqual(['rust:test crates/cli']);
    expect((await tests('crates/core/src/lib.rs')).sort()).toEqual([
      'rust:test crates/cli',
      'rust:test crates/core',
      'rust:test crates/web',
    ]);
  });
  test('a package outside of every workspace stands on its own', async () => {
    const { checks } = await plan(flat);
    expect(checks.find((check) => check.id === 'rust:test crates/old')).toMatchObject({ cwd: 'crates/old' });
  });
  test('what a member or the workspace names by a path is a member', async () => {
    const { checks } = await plan({
      'Cargo.toml': '[workspace]\nmembers = ["a"]\n[workspace.dependencies]\nb = { path = "lib/b" }',
      'a/Cargo.toml': crate(
        'a',
        '[dependencies]',
        'b.workspace = true',
        '[target."cfg(unix)".dev-dependencies]',
        'c = { path = "../c" }',
      ),
      'lib/b/Cargo.toml': crate('b'),
      'c/Cargo.toml': crate('c'),
    });
    expect(checks.find((check) => check.id === 'rust:test a')?.command).toMatch(/ -p a -p (b -p c|c -p b)$/);
    expect(checks.filter((check) => check.id.startsWith('rust:test'))).toHaveLength(3);
  });
  test('a deep workspace is one component', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const tree = Object.fromEntries(
      names.map((name, at) => [`${name}/Cargo.toml`, needing(name, ...names.slice(Math.max(0, at - 1), at))]),
    );
    expect(await selected({ ...tree, 'Cargo.toml': '[workspace]\nmembers = ["*"]' }, 'e/src/lib.rs')).toEqual([
      'rust:fmt',
      'rust:build',
      'rust:test',
    ]);
  });
  test.each<[string, Tree, string | undefined]>([
    ['nobody asked', {}, undefined],
    ['settings', { 'clippy.toml': '' }, 'cargo clippy --all-targets --workspace'],
    [
      'lints',
      { 'Cargo.toml': crate('one', '[lints.clippy]', 'all = "warn"') },
      'cargo clippy --all-targets --workspace',
    ],
    [
      'CI',
      { '.github/workflows/ci.yml': 'run: cargo clippy -- -D warnings' },
      'cargo clippy --all-targets --workspace -- -D warnings',
    ],
  ])('clippy: %s', async (_name, more, command) => {
    const { checks } = await plan({ 'Cargo.toml': crate('one'), ...more });
    expect(checks.find((check) => check.id === 'rust:clippy')?.command).toBe(command);
  });
  test('a broken manifest is said', async () => {
    expect((await plan({ 'Cargo.toml': '[package' })).unsupported).toMatchObject([
      { component: '', reason: 'toolchain' },
    ]);
  });
});

describe('toolchain', () => {
  test.each<[Tree, string, string, string]>([
    [{ 'Cargo.toml': crate('a') }, 'edition 2021', '>=1.56', 'Cargo.toml'],
    [{ 'Cargo.toml': crate('a', 'rust-version = "1.70"') }, '1.70', '>=1.70', 'Cargo.toml'],
    [
      { 'Cargo.toml': crate('a'), 'rust-toolchain.toml': '[toolchain]\nchannel = "1.75.0"\n' },
      '1.75.0',
      '>=1.75.0',
      'rust-toolchain.toml',
    ],
    [{ 'Cargo.toml': crate('a'), 'rust-toolchain': '1.76\n' }, '1.76', '>=1.76', 'rust-toolchain'],
    [
      { 'Cargo.toml': crate('a'), 'rust-toolchain': 'nightly', 'Cargo.lock': 'version = 4' },
      'lockfile version 4',
      '>=1.78',
      'Cargo.lock',
    ],
    [
      {
        'Cargo.toml': '[workspace]\nmembers = ["a"]\n[workspace.package]\nedition = "2024"',
        'a/Cargo.toml': '[package]\nname = "a"\nedition.workspace = true',
      },
      'edition 2024',
      '>=1.85',
      'Cargo.toml',
    ],
  ])('%j', async (tree, wanted, range, from) => {
    expect((await plan(tree)).checks[0]?.needs).toMatchObject([{ tool: 'Rust', wanted, range, from }]);
  });
});

describe('installs', () => {
  const locked = '[[package]]\nname = "x"\nsource = "git+https://git.example.com/x#1"\n';
  test.each<[string, Tree]>([
    ['nothing from elsewhere', flat],
    [
      'vendored',
      {
        'Cargo.toml': crate('a', '[dependencies]', 'x = "1"'),
        '.cargo/config.toml': '[source.v]\ndirectory = "vendor"',
      },
    ],
  ])('none: %s', async (_name, tree) => expect((await plan(tree)).installs).toEqual([]));

  test('manifests, lockfile and settings are seen, of code only that it is there', async () => {
    const { installs } = await rust.plan(
      filesOf({
        'Cargo.toml': crate(
          'a',
          'homepage = "https://home.example.com"',
          '[dependencies]',
          'x = "1"',
          '[[bin]]',
          'name = "b"',
          'path = "tool/b.rs"',
        ),
        'Cargo.lock': locked,
        '.cargo/config.toml': '[registries.own]\nindex = "sparse+https://crates.example.com/index/"',
        'src/lib.rs': 'secret',
        'src/inner.rs': 'secret',
        'tool/b.rs': 'secret',
      }),
      readRepoConfig('install: { hosts: [more.example.com] }'),
    );
    expect(installs[0]).toMatchObject({
      argv: ['cargo', 'fetch', '--locked'],
      hosts: ['crates.example.com', 'git.example.com', 'more.example.com'],
      outputs: ['.fettle-deps/cargo'],
    });
    const seen = new Map([...(installs[0]?.files ?? [])].map(([path, content]) => [path, content.toString()]));
    expect([...seen.keys()].sort()).toEqual([
      '.cargo/config.toml',
      'Cargo.lock',
      'Cargo.toml',
      'src/lib.rs',
      'tool/b.rs',
    ]);
    expect([seen.get('src/lib.rs'), seen.get('tool/b.rs')]).toEqual(['', '']);
  });
});

describe('what configures a check', () => {
  const tree: Tree = {
    ...flat,
    'crates/core/Cargo.toml': crate('core', '[lints.rust]', 'unsafe_code = "deny"'),
    'rustfmt.toml': '',
    'crates/core/src/lib.rs': '',
  };
  const changed = async (changes: Tree) => {
    const [before, after] = await Promise.all([plan(tree), plan({ ...tree, ...changes })]);
    const entries = (its: typeof before) => new Map(its.gateFiles.map((it) => [`${it.path} ${it.part}`, it.hash]));
    const [known, here] = [entries(before), entries(after)];
    return [...new Set([...known.keys(), ...here.keys()])].filter((key) => known.get(key) !== here.get(key));
  };
  test.each<[string, Tree, string[]]>([
    ['lints that go', { 'crates/core/Cargo.toml': crate('core') }, ['crates/core/Cargo.toml lints']],
    [
      'a target that is no longer tested',
      { 'crates/cli/Cargo.toml': `${needing('cli', 'core')}\n[lib]\ntest = false` },
      ['crates/cli/Cargo.toml lib'],
    ],
    [
      'tests that are no longer found',
      { 'crates/cli/Cargo.toml': crate('cli', 'autotests = false', '[dependencies]', 'core = { path = "../core" }') },
      ['crates/cli/Cargo.toml package'],
    ],
    ['a member that goes', { 'Cargo.toml': '[workspace]\nmembers = ["crates/core"]' }, ['Cargo.toml workspace']],
    ['a dependency', { 'crates/cli/Cargo.toml': needing('cli', 'core', 'web') }, []],
    ['settings of the formatter', { 'rustfmt.toml': 'disable_all_formatting = true' }, ['rustfmt.toml null']],
    ['code', { 'crates/core/src/lib.rs': 'x' }, []],
  ])('%s', async (_name, changes, expected) => expect(await changed(changes)).toEqual(expected));
});

describe('tests by name', () => {
  const check = async (): Promise<Check> => {
    const found = (await plan({ 'Cargo.toml': crate('a') })).checks.find((it) => it.phase === 'test');
    if (found === undefined) throw new Error('no test check');
    return found;
  };
  const failure = (name?: string): Failure => ({ key: 'k', text: 't', ...(name === undefined ? {} : { test: name }) });
  test('failing ones are run again', async () => {
    const narrowed = rust.narrow?.(await check(), [failure('tests::adds'), failure('whole')]);
    expect(narrowed?.argv.slice(-4)).toEqual(['--', '--exact', 'tests::adds', 'whole']);
    expect(rust.narrow?.(await check(), [failure('src/lib.rs - sum (line 1)')])).toBeNull();
    expect(rust.narrow?.(await check(), [failure()])).toBeNull();
  });
  test('are listed, documentation tests too', async () => {
    const output =
      'tests::adds: test\nbench: benchmark\n\n1 test, 1 benchmark\nsrc/lib.rs - sum (line 1): test\n\n1 test, 0 benchmarks\n';
    expect(rust.collected?.(await check(), output)).toEqual(['tests::adds', 'src/lib.rs - sum (line 1)']);
    expect(rust.collected?.(await check(), '0 tests, 0 benchmarks\n')).toEqual([]);
    expect(rust.collected?.(await check(), 'error')).toBeNull();
  });
});
