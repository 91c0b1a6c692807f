import { describe, expect, test } from '@jest/globals';
import { UserError } from '../../src/errors.ts';
import { egressPolicy, hostsIn, proxyNetwork } from '../../src/sandbox/hosts.ts';

const operatorNames = (host: string) => egressPolicy({ repository: [], operator: [host] });

describe('the egress policy', () => {
  test('never opens GitHub to a repository, only to the operator', () => {
    const github = ['github.com', 'codeload.github.com:443', 'API.github.com.', 'raw.githubusercontent.com', 'ghcr.io'];
    const own = ['code.corp.example', 'pages.code.corp.example'];
    const others = ['github.community.example', 'notgithub.com'];
    const policy = egressPolicy({
      repository: [...github, ...own, ...others],
      operator: [],
      github: ['code.corp.example'],
    });
    expect(policy.open).toEqual(others);
    expect(operatorNames('codeload.github.com').trusted).toEqual(['codeload.github.com']);
  });

  test('opens exact public names to the repository, and what the operator and npm name to all', () => {
    const named = [
      'Registry.EXAMPLE',
      'ok.example.com:443',
      'git.example.com:22',
      'mail.example.com:25',
      'npm.example.com:4873',
      'odd.example.com:70000',
      '*.evil.com',
      'a b',
      '',
    ];
    const policy = egressPolicy({
      repository: named,
      operator: ['npm.corp.example', '10.1.2.3:4873'],
      registry: 'https://mirror.corp.example/npm/',
      logins: ['https://private.corp.example/npm/', 'http://10.1.2.4:4873/'],
    });
    expect(policy).toEqual({
      open: ['npm.example.com:4873', 'ok.example.com', 'registry.example'],
      trusted: ['10.1.2.3:4873', '10.1.2.4:4873', 'mirror.corp.example', 'npm.corp.example', 'private.corp.example'],
    });
    expect(egressPolicy({ repository: [], operator: [], registry: 'http://localhost:4873/' }).trusted).toEqual([
      'localhost:4873',
    ]);
    expect(operatorNames('[::1]:4873').trusted).toEqual(['::1:4873']);
    expect(() => operatorNames('https://npm.example')).toThrow(UserError);
  });

  test('is widened by what a tool prints about itself: addresses and names, and no junk', () => {
    const printed = [
      'https://Proxy.example/cache,direct',
      'sum.example.org',
      '  "https://user:secret@pypi.example:8443/simple/",',
      'http://plain.example/',
      'file:///usr/share/maven-repo',
      'direct',
      'off',
      'warning: nothing is configured',
      'git://old.example/',
      'sum.example.org',
    ].join('\n');
    expect(hostsIn(printed)).toEqual(['proxy.example', 'sum.example.org', 'pypi.example:8443', 'plain.example']);
    const many = Array.from({ length: 30 }, (_, n) => `host${n}.example`).join('\n');
    expect(hostsIn(many).length).toBe(20);
  });

  test('takes the host network only for a registry on its own loopback', () => {
    const network = (host: string) => proxyNetwork(operatorNames(host));
    expect(['127.0.0.1:4873', 'localhost:4873', '[::1]:4873'].map(network)).toEqual(['host', 'host', 'host']);
    expect(['registry.example', '127.0.0.1.example.com', '10.0.0.1:80'].map(network)).toEqual([
      'bridge',
      'bridge',
      'bridge',
    ]);
    expect(proxyNetwork(egressPolicy({ repository: ['127.0.0.1', 'localhost'], operator: [] }))).toBe('bridge');
  });
});
