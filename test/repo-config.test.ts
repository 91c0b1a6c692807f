import { describe, expect, test } from '@jest/globals';
import { UserError } from '../src/errors.ts';
import { createMatcher, readRepoConfig } from '../src/repo-config.ts';

const problem = (text: string): string => {
  try {
    readRepoConfig(text);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message;
  }
  throw new Error('it was accepted');
};

describe('.github/fettle.yml', () => {
  test('no file and an empty file mean the defaults', () => {
    const defaults = {
      verifiers: [],
      protected: [],
      unverified: 'block',
      ci: 'auto',
      plan: 'label',
      campaigns: true,
      judge: null,
      requests: [],
      image: null,
      services: [],
      install: { scripts: false, hosts: [] },
      limits: { files: 100, bytes: 1_000_000 },
    };
    expect(readRepoConfig(null)).toEqual(defaults);
    expect(readRepoConfig('')).toEqual(defaults);
    expect(readRepoConfig('# nothing yet\n')).toEqual(defaults);
  });

  test('a full file is read, with times in milliseconds', () => {
    const config = readRepoConfig(
      `verifiers:
  - name: docs
    when: ['docs/**']
    run: make docs
    timeout: 10m
    cwd: ./site/
    parser: eslint
  - { name: quick, run: "true", timeout: 30 }
protected: [infra/]
unverified: draft
install: { scripts: true, hosts: [npm.example.com, "npm.example.com:4873"] }
limits: { files: 5 }
image: acme/node22
services:
  - { name: db, image: "postgres:16", env: { POSTGRES_PASSWORD: test, LIMIT: 5 }, ready: pg_isready }
`,
    );
    expect(config.verifiers[0]).toEqual({
      name: 'docs',
      when: ['docs/**'],
      run: 'make docs',
      timeout: 600_000,
      cwd: 'site',
      parser: 'eslint',
    });
    expect(config.verifiers[1]).toMatchObject({ timeout: 30_000, cwd: '' });
    expect(config.limits).toEqual({ files: 5, bytes: 1_000_000 });
    expect(config.unverified).toBe('draft');
    expect(config.image).toBe('acme/node22');
    expect(config.services).toEqual([
      {
        name: 'db',
        image: 'postgres:16',
        env: { POSTGRES_PASSWORD: 'test', LIMIT: '5' },
        port: null,
        ready: 'pg_isready',
        writable: [],
      },
    ]);
  });

  test.each([
    ['verifer: []', ['.github/fettle.yml', '`verifer`', 'verifiers', 'protected', 'unverified']],
    ['verifiers: [{ name: a, run: b, cmd: c }]', ['`cmd`', '`verifiers[1]`', 'when', 'timeout']],
    ['install: { script: true }', ['`script`', '`install`', 'scripts, hosts']],
    ['unverified: maybe', ['`unverified`', 'block', 'draft']],
    ['verifiers: [{ name: a, run: b, timeout: soon }]', ['`verifiers[1].timeout`', '"10m"']],
    ['verifiers: [{ name: a, run: b, cwd: ../x }]', ['`verifiers[1].cwd`', 'inside the repository']],
    ['verifiers: [{ name: a, run: b }, { name: a, run: c }]', ['`verifiers`', 'same name']],
    ['install: { hosts: ["https://npm.example.com"] }', ['`install.hosts[1]`', 'with a port if need be']],
    ['image: "node 22"', ['`image`', 'the name of an image']],
    [
      'services: [{ name: db, image: x, volumes: [] }]',
      ['`volumes`', '`services[1]`', 'name, image, env, port, ready'],
    ],
    ['services: [{ name: db, image: x, writable: [/var/../etc] }]', ['`services[1].writable[1]`', '".."']],
    ['services: [{ name: db, image: x }, { name: db, image: y }]', ['`services`', 'same name']],
    ['just words', ['must hold keys']],
    ['limits:\n  files: 3\n bytes: 4\n', ['not valid YAML', 'line 3']],
    ['a: *nowhere', ['alias']],
  ])('%j is refused with words that help', (text, words) => {
    const message = problem(text);
    for (const word of words) expect(message).toContain(word);
  });
});

test.each([
  ['.github/**', '.github/workflows/ci.yml', true],
  ['infra/', 'infra/.env', true],
  ['infra/', 'infrared/x', false],
  ['**/*.sql', 'a.sql', true],
  ['**/*.sql', 'db/x/.hidden.sql', true],
  ['**/*.sql', '.db/a.sql', true],
  ['*.md', 'docs/a.md', false],
  ['{a,b}/c?', 'b/cd', true],
  ['a+b.txt', 'a+b.txt', true],
  ['a.txt', 'abtxt', false],
  ['@scope/my-file.txt', '@scope/my-file.txt', true],
])('the glob %s on %s: %p', (glob, path, expected) => {
  expect(createMatcher([glob])(path)).toBe(expected);
});
