import { describe, expect, test } from '@jest/globals';
import type { Request } from '../../../src/agent/tools/request.ts';
import { readRepoConfig } from '../../../src/repo-config.ts';
import { subjectOf, whatIsMissing, withGrants } from '../../../src/runs/requests/grants.ts';

const offer = {
  images: ['acme/fettle-ruby:3', 'jdk21=fettle-sandbox:polyglot'],
  serviceImages: ['postgres:16', 'ghcr.example/acme/redis@sha256:abc'],
  githubHosts: ['code.corp.example'],
};
const wish = (kind: Request['kind'], name: string, env?: Record<string, string>): Request => ({
  kind,
  name,
  why: 'the task needs it',
  ...(env === undefined ? {} : { env }),
});
const base = readRepoConfig('install: { hosts: [npm.example] }\n');
const grant = (...requests: Request[]) => withGrants(base, requests, offer);

describe('a grant', () => {
  test('of a host widens what the next install may reach, and nothing else', () => {
    const { install, ...rest } = grant(wish('host', 'Gems.Example'), wish('host', 'npm.example'));
    expect(install).toEqual({ ...base.install, hosts: ['npm.example', 'gems.example'] });
    expect({ ...rest, install: base.install }).toEqual(base);
  });

  test('of a service adds that image under its own short name, once', () => {
    const { services } = grant(
      wish('service', 'postgres:16', { POSTGRES_PASSWORD: 'x' }),
      wish('service', 'postgres:16'),
    );
    const [only, ...others] = services;
    expect(others).toEqual([]);
    expect(only).toMatchObject({ name: 'postgres', image: 'postgres:16', env: { POSTGRES_PASSWORD: 'x' } });
    expect(grant(wish('service', 'ghcr.example/acme/redis@sha256:abc')).services[0]?.name).toBe('redis');
  });

  test("of a tool or a platform takes the operator's image that is named for it", () => {
    expect(grant(wish('tool', 'Ruby')).image).toBe('acme/fettle-ruby:3');
    expect(grant(wish('platform', 'jdk21')).image).toBe('jdk21');
  });

  test('of a secret changes nothing, and neither does one that is not to be had here', () => {
    expect(grant(wish('secret', 'npm token'))).toEqual(base);
    for (const it of [wish('host', 'api.github.com'), wish('service', 'mysql:8'), wish('tool', 'cobol')])
      expect(grant(it)).toEqual(base);
  });
});

describe('what is missing', () => {
  test.each([
    ['github.com', /GitHub is reached from no sandbox/],
    ['pages.code.corp.example:443', /GitHub is reached from no sandbox/],
    ['169.254.169.254', /no public name/],
    ['[::1]:4873', /no public name/],
    ['metadata.google.internal', /no public name/],
    ['localhost:4873', /no public name/],
    ['0xA9FEA9FE', /no public name/],
    ['npm.example:22', /no such port/],
    ['https://npm.example/', /no host name/],
    ['a b', /no host name/],
  ])('for the host %s can not be had by any answer', (name, why) =>
    expect(whatIsMissing(wish('host', name), offer, true)).toMatch(why),
  );

  test.each(['npm.example', 'NPM.example:443', 'npm.example:4873', 'github.community.example'])(
    'nothing, for the host %s where dependencies are fetched',
    (name) => {
      expect(whatIsMissing(wish('host', name), offer, true)).toBeNull();
      expect(whatIsMissing(wish('host', name), offer, false)).toContain('only reached while dependencies are fetched');
    },
  );

  test('names what the operator has, and the setting', () => {
    expect(whatIsMissing(wish('service', 'postgres:17'), offer, true)).toMatch(/postgres:16, .*FETTLE_SERVICE_IMAGES/);
    expect(whatIsMissing(wish('tool', 'rub'), offer, true)).toMatch(/acme\/fettle-ruby:3, .*FETTLE_SANDBOX_IMAGES/);
    expect(whatIsMissing(wish('tool', '...'), offer, true)).not.toBeNull();
  });
});

test.each([
  [wish('tool', 'ruby'), wish('tool', 'Ruby.')],
  [wish('host', 'npm.example'), wish('host', 'NPM.example.:443')],
  [wish('service', 'postgres:16'), wish('service', 'Postgres:16', { A: 'b' })],
])('%j is the same question as %j', (one, other) => expect(subjectOf(one)).toBe(subjectOf(other)));
