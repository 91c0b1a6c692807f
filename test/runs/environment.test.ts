import { expect, test } from '@jest/globals';
import { readRepoConfig } from '../../src/repo-config.ts';
import { environmentOf } from '../../src/runs/environment.ts';

const asked = (settings: string, files: Record<string, string> = {}) =>
  environmentOf('acme/shop', readRepoConfig(settings), {
    list: async () => Object.keys(files),
    read: async (path) => files[path] ?? null,
  });

const DEVCONTAINER = '{\n  // what people develop in\n  "image": "devcontainers/java:21",\n}\n';

test("a repository's environment is what its settings say, and what its devcontainer.json offers", async () => {
  const nothing = { repo: 'acme/shop', image: null, services: [], offeredImage: null };
  expect(await asked('')).toEqual(nothing);
  for (const path of ['.devcontainer/devcontainer.json', '.devcontainer.json']) {
    expect(await asked('', { [path]: DEVCONTAINER })).toEqual({ ...nothing, offeredImage: 'devcontainers/java:21' });
  }
  expect(await asked('', { '.devcontainer.json': '{ "build": { "dockerfile": "Dockerfile" } }' })).toEqual(nothing);
  expect(await asked('', { '.devcontainer.json': 'not JSON' })).toEqual(nothing);
  expect(await asked('image: acme/jdk', { '.devcontainer.json': DEVCONTAINER })).toEqual({
    ...nothing,
    image: 'acme/jdk',
  });
  expect((await asked('services: [{ name: db, image: "postgres:16" }]')).services).toMatchObject([{ name: 'db' }]);
});
