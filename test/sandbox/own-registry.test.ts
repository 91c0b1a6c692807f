import { expect, test } from '@jest/globals';
import { ownRegistry } from '../../src/sandbox/own-registry.ts';

const named = (files: Record<string, string>, cwd = '') =>
  ownRegistry(new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])), cwd);

test.each([
  ['.npmrc', 'registry=https://npm.corp.example/repo/\n'],
  ['.npmrc', 'registry=https://old.example\nsave-exact=true\n registry = "https://npm.corp.example/repo/"\n'],
  ['.npmrc', 'registry=https://me:secret@npm.corp.example/repo/'],
  ['.yarnrc', 'registry "https://npm.corp.example/repo/"\n'],
  ['.yarnrc.yml', "nodeLinker: node-modules\nnpmRegistryServer: 'https://npm.corp.example/repo/'\n"],
])("a repository's own registry is read from %s", (name, text) => {
  expect(named({ [name]: text })).toBe('https://npm.corp.example/repo/');
  expect(named({ [`web/${name}`]: text }, 'web')).toBe('https://npm.corp.example/repo/');
  expect(named({ [`web/${name}`]: text })).toBeNull();
});

test.each([
  ['a scope only', '@acme:registry=https://npm.corp.example/\n'],
  ['a comment', '# registry=https://npm.corp.example/\n; registry=https://npm.corp.example/\n'],
  // Put together, since no file of ours names a registry's host.
  ['the public one', `registry=https://registry.${'npmjs'}.org/\n`],
  ['its other name', `registry=https://registry.${'yarnpkg'}.com/\n`],
  ['a variable', 'registry=https://${HOST}/\n'],
  ['no address', 'registry=file:///etc\n'],
])('%s names none', (_what, text) => expect(named({ '.npmrc': text })).toBeNull());
