import { describe, expect, test } from '@jest/globals';
import { capacityOf } from '../../src/sandbox/capacity.ts';
import { EnvironmentProblem, environmentId, resolveEnvironment } from '../../src/sandbox/environment.ts';
import type { Environment, SandboxSettings, Service } from '../../src/sandbox/types.ts';

const settings: SandboxSettings = {
  image: 'usual',
  images: ['acme/jdk:21', 'devcontainers/java:21=acme/jdk:21'],
  serviceImages: ['postgres:16'],
  runtime: null,
  hosts: [],
  caFile: null,
  dockerHost: null,
};
const asking = (more: Partial<Environment>): Environment => ({ repo: 'acme/shop', image: null, services: [], ...more });
const postgres: Service = { name: 'db', image: 'postgres:16', env: {}, port: null, ready: null, writable: [] };

describe('what a repository asks for', () => {
  test('is an image of the operator, by its own name or by one that stands for it', () => {
    const image = (more: Partial<Environment>) => resolveEnvironment(asking(more), settings).image;
    expect(image({})).toBe('usual');
    expect(image({ image: 'acme/jdk:21' })).toBe('acme/jdk:21');
    expect(image({ image: 'devcontainers/java:21' })).toBe('acme/jdk:21');
    expect(image({ image: 'usual', offeredImage: 'acme/jdk:21' })).toBe('usual');
  });

  test('is refused when the operator does not allow it, with what is allowed', () => {
    const wanting = (more: Partial<Environment>) => () => resolveEnvironment(asking(more), settings);
    expect(wanting({ image: 'evil' })).toThrow(EnvironmentProblem);
    expect(wanting({ image: 'evil' })).toThrow(
      'asks for the sandbox image evil, which is not allowed here. Allowed: usual, acme/jdk:21, devcontainers/java:21',
    );
    expect(wanting({ services: [{ ...postgres, image: 'postgres:17' }] })).toThrow(
      'asks for the service db from the image postgres:17, which is not allowed here. Allowed: postgres:16',
    );
    expect(resolveEnvironment(asking({ services: [postgres] }), settings).services).toEqual([postgres]);
  });

  test('is only an offer when a devcontainer.json says it', () => {
    expect(resolveEnvironment(asking({ offeredImage: 'acme/jdk:21' }), settings).image).toBe('acme/jdk:21');
    expect(resolveEnvironment(asking({ offeredImage: 'evil' }), settings).image).toBe('usual');
  });

  test('is part of what a result is remembered by', () => {
    const ids = [environmentId('i', []), environmentId('i', [postgres]), environmentId('j', [postgres])];
    expect(new Set([...ids, environmentId('i', [{ ...postgres, env: { A: 'b' } }])]).size).toBe(4);
  });
});

test.each([
  [2, 24, 6, null, 2],
  [8, 24, 6, null, 2],
  [8, 24, 6, 20, 3],
  [8, 8, 6, null, 1],
  [2, 128, 6, null, 2],
])(
  'an engine of %d processors and %d GB, sandboxes of %d GB, %p set apart: %d at once',
  (cpus, memory, one, budget, n) => {
    expect(capacityOf({ cpus, memoryBytes: memory }, one, budget)).toBe(n);
  },
);
