import { describe, expect, test } from '@jest/globals';
import { UserError } from '../../src/errors.ts';
import { egressPolicy, proxyNetwork } from '../../src/sandbox/hosts.ts';

describe('the egress policy', () => {
  test('opens exact public names to the repository, and what the operator and npm name to all', () => {
    const named = [
      'Registry.EXAMPLE',
      'ok.example.com:443',
      'git.example.com:22',
      '127.0.0.1:4873',
      '*.evil.com',
      'a b',
      '',
    ];
    expect(egressPolicy(named, ['npm.corp.example', '10.1.2.3:4873'], 'https://mirror.corp.example/npm/')).toEqual({
      open: ['ok.example.com', 'registry.example'],
      trusted: ['10.1.2.3:4873', 'mirror.corp.example', 'npm.corp.example'],
    });
    expect(egressPolicy([], [], 'http://localhost:4873/').trusted).toEqual(['localhost:4873']);
    expect(egressPolicy([], ['[::1]:4873'], null).trusted).toEqual(['::1:4873']);
    expect(() => egressPolicy([], ['https://npm.example'], null)).toThrow(UserError);
  });

  test('takes the host network only for a registry on its own loopback', () => {
    const network = (host: string) => proxyNetwork(egressPolicy([], [host], null));
    expect(['127.0.0.1:4873', 'localhost:4873', '[::1]:4873'].map(network)).toEqual(['host', 'host', 'host']);
    expect(['registry.example', '127.0.0.1.example.com', '10.0.0.1:80'].map(network)).toEqual([
      'bridge',
      'bridge',
      'bridge',
    ]);
    expect(proxyNetwork(egressPolicy(['127.0.0.1', 'localhost'], [], null))).toBe('bridge');
  });
});
