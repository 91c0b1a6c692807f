import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { fileMode } from '../../src/guards/file-mode.ts';
import { gateChanged } from '../../src/guards/gate-changed.ts';
import { generated } from '../../src/guards/generated.ts';
import { GUARDS } from '../../src/guards/list.ts';
import { protectedPath } from '../../src/guards/protected-path.ts';
import { runGuards } from '../../src/guards/run-guards.ts';
import { secret } from '../../src/guards/secret.ts';
import { size } from '../../src/guards/size.ts';
import { unreadable } from '../../src/guards/unreadable.ts';
import type { TreeChange } from '../../src/sandbox/types.ts';
import { change } from './builders.ts';

describe('protected_path', () => {
  const touching = (path: string, task = 'Make it work.') =>
    protectedPath.check(
      change({}, { [path]: 'x\n' }, { task, limits: { maxFiles: 9, maxBytes: 999, protectedPaths: ['infra/'] } }),
    );
  test.each([
    '.github/workflows/ci.yml',
    '.github/fettle.yml',
    'docs/CODEOWNERS',
    '.gitmodules',
    'a/.gitattributes',
    'infra/.env',
    'node_modules/a/index.js',
    'web/node_modules/.bin/node',
    'node_modules',
    '.GitHub/workflows/ci.yml',
    '.circleci',
  ])('stops %s', async (path) => expect(await touching(path)).toMatchObject([{ rule: 'protected_path', file: path }]));
  test.each(['src/a.ts', 'infrared.ts', 'github/x', 'my.gitmodules.md', 'lib/node_modules.ts'])(
    'leaves %s alone',
    async (path) => {
      expect(await touching(path)).toEqual([]);
    },
  );
  test('the task may ask for a protected path, but not for a workflow', async () => {
    expect(await touching('.github/CODEOWNERS', 'Add the web team to CODEOWNERS')).toMatchObject([
      { allowed: expect.stringContaining('CODEOWNERS') },
    ]);
    const [workflow] = await touching('.github/workflows/ci.yml', 'Change .github/workflows/ci.yml');
    expect(workflow).not.toHaveProperty('allowed');
    expect(workflow).toMatchObject({ needs: 'workflows', why: expect.stringContaining('permission') });
    const [unasked] = await touching('.github/workflows/ci.yml');
    expect(unasked).not.toHaveProperty('needs');
  });
  test('where workflows may be pushed, the task may ask for them', async () => {
    const workflow = (task: string) =>
      protectedPath.check(change({}, { '.github/workflows/ci.yml': 'x\n' }, { task, mayPushWorkflows: true }));
    expect(await workflow('Add Node 24 to the CI matrix')).toMatchObject([{ allowed: expect.anything() }]);
    expect((await workflow('Fix the failing CI'))[0]).not.toHaveProperty('allowed');
  });
});

describe('gate_changed', () => {
  const at = (path: string, part: string | null, hash: string) => ({ path, part, hash });
  const base = [at('package.json', 'scripts', '1'), at('tsconfig.json', null, '1')];
  const stopped = (treeGate: typeof base, task = 'Make it work.') =>
    gateChanged.check(change({}, { a: 'x' }, { baseGate: base, treeGate, task }));
  test('same files, no finding', async () => expect(await stopped([...base])).toEqual([]));
  test('changed, new and removed files are findings', async () => {
    const findings = await stopped([at('package.json', 'scripts', '2'), at('jest.config.js', null, '1')]);
    expect(findings.map((finding) => finding.why.split('. ')[0])).toEqual([
      '`scripts` in package.json was changed',
      'tsconfig.json was removed',
      'jest.config.js is new',
    ]);
  });
  test('the scripts of a package that is new configure nothing that base runs', async () => {
    const treeGate = [...base, at('new/package.json', 'scripts', '1'), at('old/package.json', 'scripts', '1')];
    const input = change({ 'old/package.json': '{}' }, { 'old/package.json': '{"x":1}', 'new/package.json': '{}' });
    const findings = await gateChanged.check({ ...input, baseGate: base, treeGate });
    expect(findings.map((finding) => finding.file)).toEqual(['old/package.json']);
  });
  test('allowed by name, and for a part only with the part', async () => {
    const tree = [at('package.json', 'scripts', '2'), base[1] as (typeof base)[1]];
    expect((await stopped(tree, 'Change the test script in package.json'))[0]).toHaveProperty('allowed');
    expect((await stopped(tree, 'Update lodash in package.json'))[0]).not.toHaveProperty('allowed');
  });
});

describe('secret', () => {
  // Put together here, so that no scanner takes this file for a leak.
  const random = 'q7Zp2LxV9mKd4RtW8sNb3HcY6fJg1AeU5oTi';
  const token = `ghp_${random}`;
  const added = (text: string, path = 'src/a.ts', before = '') =>
    secret.check(change({ [path]: before }, { [path]: `${before}${text}\n` }));
  test.each([
    ['a GitHub token', `const t = '${token}';`, 'src/a.ts'],
    ['an Anthropic key', `key: 'sk-ant-${'api'}03-${random}'`, 'src/a.ts'],
    ['a private key', `-----BEGIN RSA ${'PRIVATE'} KEY-----`, 'key.pem'],
    ['an AWS key', `id: AKI${'A'}Z7Q2LXV9MKD4RTW8`, 'a.yml'],
    ['a password in code', `const dbPassword = "${random.slice(0, 20)}";`, 'src/db.ts'],
    ['a line of an env file', `API_KEY=${random}`, '.env'],
    ['JSON', `  "clientSecret": "${random}",`, 'config.json'],
  ])('finds %s and never repeats it', async (_name, text, path) => {
    const findings = await added(text, path);
    expect(findings).toMatchObject([{ rule: 'secret', file: path, line: 1 }]);
    expect(JSON.stringify(findings)).not.toContain(random.slice(0, 12));
  });
  test.each([
    ['the environment', 'const token = process.env.GITHUB_TOKEN_OF_THE_APP;'],
    ['a placeholder', 'API_KEY=your-api-key-goes-here-123'],
    ['an example', `aws: AKI${'A'}IOSFODNN7EXAMPLE`],
    ['words in the shape of a key', `apiKey: 'sk-ant-${'api'}03-the-key-of-the-stage'`],
    ['a key made up for a test', `apiKey: 'sk-ant-${'api'}-fake-key-of-the-double-1'`],
    ['a name', 'const tokenKind = "personal-access-token";'],
    ['an address', 'const tokenUrl = "https://login.example.org/oauth2/v2/token";'],
    ['a call', 'const password = readPasswordFromKeychain1(user2);'],
    ['a pattern for keys', `const KEY = /-----BEGIN ${'PRIVATE'} KEY-----/;`],
    ['a hash that is no secret', `const commit = "${'3f2a9c81d0'.repeat(4)}";`],
  ])('leaves %s alone', async (_name, text) => expect(await added(text)).toEqual([]));
  test('a line that was there before brings no new secret', async () => {
    const input = change({ a: `password = "${random}"\n` }, { a: `  password = "${random}" # moved\n` });
    expect(await secret.check(input)).toEqual([]);
  });
});

describe('file_mode', () => {
  const modes = (path: string, oldMode: string, newMode: string, text: string) => {
    const entry: TreeChange = {
      path,
      status: oldMode === '000000' ? 'added' : 'modified',
      oldMode,
      newMode,
      oldId: '',
      newId: '',
    };
    return fileMode.check({ ...change({}, { [path]: text }), changes: [entry] });
  };
  test.each([
    ['a link out of the tree', 'a/link', '000000', '120000', '../../etc/passwd'],
    ['an absolute link', 'link', '000000', '120000', '/etc/passwd'],
    ["a link into git's folder", 'link', '000000', '120000', '.git/config'],
    ['a submodule', 'vendor/x', '000000', '160000', 'x'],
    ['an executable text', 'README.md', '100644', '100755', '# Hello'],
  ])('stops %s', async (_name, path, oldMode, newMode, text) => {
    expect(await modes(path, oldMode, newMode, text)).toMatchObject([{ rule: 'file_mode', file: path }]);
  });
  test.each([
    ['a link inside', 'a/link', '000000', '120000', '../b/c'],
    ['a script', 'run.sh', '000000', '100755', 'echo'],
    ['a program by its first line', 'tool', '100644', '100755', '#!/usr/bin/env node\n'],
    ['an ordinary file', 'a.txt', '000000', '100644', 'x'],
  ])('leaves %s alone', async (_name, path, oldMode, newMode, text) => {
    expect(await modes(path, oldMode, newMode, text)).toEqual([]);
  });
});

describe('unreadable', () => {
  const binary = (path: string, task = 'Make it work.') =>
    unreadable.check(change({ [path]: 'x' }, { [path]: Buffer.from('// \0\nx') }, { task }));
  test('code with a NUL byte is stopped, a picture is not', async () => {
    expect(await binary('src/a.js')).toMatchObject([{ rule: 'unreadable', file: 'src/a.js' }]);
    expect(await binary('logo.png', 'Replace the logo.')).toEqual([]);
    expect(await binary('test/fixtures/a.png')).toEqual([]);
    expect(await binary('logo.png')).toMatchObject([{ rule: 'unreadable', file: 'logo.png' }]);
    expect(await unreadable.check(change({ a: 'x' }, { a: 'y' }))).toEqual([]);
  });
  test('the task may ask for it by name', async () => {
    expect(await binary('data.bin', 'Please update data.bin')).toMatchObject([{ allowed: expect.anything() }]);
  });
});

describe('generated', () => {
  const edited = (files: Record<string, string>, task = 'Fix the parser.', before: Record<string, string> = {}) =>
    generated.check(change(before, files, { task }));
  test.each(['dist/index.js', 'web/app.min.js', 'api/user.pb.go', 'src/__generated__/types.ts'])(
    'stops %s',
    async (path) => {
      expect(await edited({ [path]: 'x\n' })).toMatchObject([{ rule: 'generated', file: path }]);
      expect(await edited({ [path]: 'y\n' }, undefined, { [path]: 'x\n' })).toHaveLength(1);
    },
  );
  test('a header says it too, where the diff shows it', async () => {
    const text = '// Code generated by stringer. DO NOT EDIT.\npackage a\n';
    expect(
      await edited({ 'kind_string.go': `${text}var x = 1\n` }, undefined, { 'kind_string.go': text }),
    ).toHaveLength(1);
  });
  test('what is made from sources that change with it, or was asked for, may change', async () => {
    expect(
      await edited({ 'a.proto': 'y\n', 'a.pb.go': 'y\n' }, undefined, { 'a.proto': 'x\n', 'a.pb.go': 'x\n' }),
    ).toEqual([]);
    expect(
      await edited({ 'src/a.ts': 'y\n', 'dist/a.js': 'y\n' }, undefined, { 'src/a.ts': 'x\n', 'dist/a.js': 'x\n' }),
    ).toEqual([]);
    expect(await edited({ 'a.pb.go': 'x\n' }, 'Regenerate the protobuf code.')).toMatchObject([
      { allowed: expect.anything() },
    ]);
  });
  test.each(['src/generator.ts', 'src/distance.ts', 'tools/build/run.ts'])('leaves %s alone', async (path) => {
    expect(await edited({ [path]: 'x\n' })).toEqual([]);
  });
});

describe('size', () => {
  const limits = { maxFiles: 2, maxBytes: 100, protectedPaths: [] };
  test('too many files, too many bytes, and just right', async () => {
    expect(await size.check(change({}, { a: '1', b: '2', c: '3' }, { limits }))).toMatchObject([
      { why: expect.stringContaining('3 files') },
    ]);
    expect(await size.check(change({}, { a: 'x'.repeat(200) }, { limits }))).toMatchObject([{ file: 'a' }]);
    expect(await size.check(change({}, { a: Buffer.alloc(200) }, { limits }))).toMatchObject([{ file: 'a' }]);
    expect(await size.check(change({ b: 'y'.repeat(200) }, { a: 'x'.repeat(90) }, { limits }))).toEqual([]);
  });
});

test('every guard is in the list, and all of them are run', async () => {
  const files = readdirSync('src/guards', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const guards = files.filter((name) =>
    /^export const \w+: Guard = /m.test(readFileSync(`src/guards/${name}`, 'utf8')),
  );
  const named = guards.map((name) => basename(name, '.ts').replaceAll('-', '_'));
  expect(GUARDS.map((guard) => guard.name).sort()).toEqual(named.sort());
  const findings = await runGuards(
    change(
      {},
      { '.github/x': 'x', 'big.txt': 'y'.repeat(99) },
      { limits: { maxFiles: 9, maxBytes: 50, protectedPaths: [] } },
    ),
  );
  expect(findings.map((finding) => finding.rule)).toEqual(['protected_path', 'size']);
});
