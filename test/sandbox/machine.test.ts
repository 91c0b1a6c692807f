import { describe, expect, test } from '@jest/globals';
import { UserError } from '../../src/errors.ts';
import { sandboxContainer, DEFAULT_LIMITS, proxyContainer, serviceContainer } from '../../src/sandbox/container.ts';
import { debianSources } from '../../src/sandbox/debian-base.ts';
import { ensureEngine, whatToDo } from '../../src/sandbox/engine.ts';
import { CappedOutput, demultiplexer } from '../../src/sandbox/output.ts';

describe('an engine', () => {
  test('that answers needs nothing; one that does not is a sentence with what to do', async () => {
    const said: string[] = [];
    const say = (line: string) => void said.push(line);
    await ensureEngine({ dockerHost: process.env.DOCKER_HOST ?? null, mayInstall: false, say });
    await expect(ensureEngine({ dockerHost: 'tcp://127.0.0.1:9', mayInstall: true, say })).rejects.toThrow(
      /^No Docker engine answers at DOCKER_HOST=tcp/,
    );
    await expect(ensureEngine({ dockerHost: 'ssh://box', mayInstall: true, say })).rejects.toThrow(UserError);
    expect(said).toEqual([]);
    expect(whatToDo('connect ENOENT', null, 'darwin')).toContain('open -a Docker');
    expect(whatToDo('connect EACCES /var/run/docker.sock', null, 'linux')).toContain('usermod -aG docker');
    expect(whatToDo('connect ENOENT', null, 'linux')).toContain('apt-get install -y docker.io');
  });
});

describe("the machine's Debian mirrors", () => {
  test('are found in both notations, and only those of this release', () => {
    const old =
      '# deb http://commented.example bookworm main\ndeb [signed-by=/k.gpg] http://one.example/debian bookworm main contrib\ndeb http://apt.example other main\n';
    const stanza =
      'Types: deb\n# where\nURIs: http://two.example/debian\nSuites: bookworm bookworm-updates\nComponents: main\n\nTypes: deb\nURIs: http://node.example\nSuites: nodistro\nComponents: main\n';
    expect(debianSources([old, stanza], 'bookworm')).toEqual([
      { uri: 'http://one.example/debian', suite: 'bookworm', components: ['main', 'contrib'] },
      { uri: 'http://two.example/debian', suite: 'bookworm-updates', components: ['main'] },
    ]);
  });
});

describe('every container', () => {
  const common = {
    image: 'i',
    name: 'n',
    labels: {},
    runtime: null,
    limits: DEFAULT_LIMITS,
    mounts: [{ volume: 'v', target: '/workspace', readOnly: false }],
  };
  test.each([
    ['sandbox', sandboxContainer({ ...common, relay: false })],
    ['prepare', sandboxContainer({ ...common, relay: true })],
    ['egress', proxyContainer({ ...common, network: 'bridge' })],
    ['service', serviceContainer({ ...common, beside: 'id', env: {}, memoryBytes: 2 ** 30 })],
  ])('is hardened: %s', (kind, options) => {
    expect(options.HostConfig).toMatchObject({
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      AutoRemove: true,
      LogConfig: { Type: 'none' },
      PidsLimit: expect.any(Number),
    });
    expect(options.HostConfig?.MemorySwap).toBe(options.HostConfig?.Memory);
    expect(options.HostConfig?.Binds).toBeUndefined();
    expect(options.HostConfig?.Privileged).toBeUndefined();
    expect(options.HostConfig?.Mounts?.every((mount) => mount.Type === 'volume')).toBe(true);
    // A service's user is its image's, and often root with these few capabilities at first.
    if (kind === 'service')
      expect(options.HostConfig?.CapAdd).toEqual(['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID']);
    else
      expect([options.User, options.HostConfig?.CapAdd]).toEqual([
        expect.stringMatching(/^100\d\d:100\d\d$/),
        undefined,
      ]);
  });
});

describe("a command's output", () => {
  test('is put together from frames cut anywhere', () => {
    const frame = (type: number, text: string) => {
      const header = Buffer.from([type, 0, 0, 0, 0, 0, 0, 0]);
      header.writeUInt32BE(Buffer.byteLength(text), 4);
      return Buffer.concat([header, Buffer.from(text)]);
    };
    const bytes = Buffer.concat([frame(1, 'out'), frame(2, ''), frame(2, 'error'), frame(1, '!')]);
    for (const size of [1, 3, 7, 100]) {
      const seen = { stdout: '', stderr: '' };
      const take = demultiplexer((from, payload) => void (seen[from] += payload.toString()));
      for (let at = 0; at < bytes.length; at += size) take(bytes.subarray(at, at + size));
      expect(seen).toEqual({ stdout: 'out!', stderr: 'error' });
    }
  });

  test('keeps exactly its head and tail', () => {
    const output = new CappedOutput(10);
    for (const chunk of ['ab', 'cdefg', 'hijklmnop', 'q', 'rs']) output.add(Buffer.from(chunk));
    expect(output.text()).toBe('abcde\n[… 9 bytes of output cut …]\nopqrs');
    const small = new CappedOutput(10);
    for (const chunk of ['abcdef', 'ghij']) small.add(Buffer.from(chunk));
    expect([small.text(), small.truncated]).toEqual(['abcdefghij', false]);
    const mostlyTail = new CappedOutput(10, 2);
    for (const chunk of ['abcdef', 'ghijklm', 'nop']) mostlyTail.add(Buffer.from(chunk));
    expect(mostlyTail.text()).toBe('ab\n[… 6 bytes of output cut …]\nijklmnop');
    expect([mostlyTail.total, mostlyTail.cut]).toEqual([16, 6]);
  });
});
