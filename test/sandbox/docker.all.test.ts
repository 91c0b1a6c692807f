import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { UserError } from '../../src/errors.ts';
import type { Mirror, Sandbox } from '../../src/sandbox/types.ts';
import { makeRepository, openMirror, ownSandboxes, temporaryFolder } from './support.ts';

const MIB = 1024 * 1024;
const SECRET = 'ghs_neverInsideASandbox0123456789';
const folder = temporaryFolder();
const box = ownSandboxes({ limits: { memoryBytes: 512 * MIB, pids: 96, workspaceBytes: 48 * MIB, ttlSeconds: 600 } });
let mirror: Mirror;
let open: Sandbox[] = [];

beforeAll(async () => {
  process.env.FETTLE_TEST_TOKEN = SECRET;
  await box.sandboxes.ensureImage(() => {});
  mirror = await openMirror(
    folder.path,
    makeRepository(`${folder.path}/shop`, { 'README.md': '# Shop\n', 'src/index.js': 'export {}\n' }),
  );
}, 300_000);

afterEach(async () => {
  await Promise.all(open.map((sandbox) => sandbox.close()));
  open = [];
});

afterAll(async () => {
  delete process.env.FETTLE_TEST_TOKEN;
  await box.clear();
  folder.remove();
});

async function sandbox(runId = 'run-1'): Promise<Sandbox> {
  const made = await box.sandboxes.open({
    runId,
    purpose: 'agent',
    tree: () => mirror.archive('refs/heads/main'),
    layers: [],
  });
  open.push(made);
  return made;
}

const bash = (script: string, timeoutMs = 30_000) => ({ argv: ['bash', '-c', script], timeoutMs });

describe('a sandbox', () => {
  test('has folders outside the workspace where they are asked for, and nowhere else', async () => {
    const spec = { runId: 'scratch', purpose: 'local' as const, tree: () => mirror.archive('refs/heads/main') };
    const made = await box.sandboxes.open({ ...spec, layers: [], scratch: ['/tests', '/logs'] });
    open.push(made);
    const script = 'set -e; mkdir -p /logs/verifier; echo 1 > /logs/verifier/reward.txt; cat /logs/verifier/reward.txt';
    expect((await made.run(bash(script))).output).toBe('1\n');
    expect((await made.patch()).length).toBe(0);
    expect((await (await sandbox()).run(bash('ls -d /tests /logs'))).exitCode).not.toBe(0);
  });

  test('has no network, no privileges, no engine and no secret', async () => {
    const it = await sandbox();

    const seen = await it.run(
      bash(
        'id -u; grep -E "^(CapEff|CapBnd|NoNewPrivs|Seccomp):" /proc/self/status; tail -n +3 /proc/net/dev | cut -d: -f1',
      ),
    );
    const mine = seen.output.split('\n').map((line) => line.replace(/\s+/g, ' ').trim());
    expect(mine).toEqual(
      expect.arrayContaining([
        '10001',
        'NoNewPrivs: 1',
        'Seccomp: 2',
        'CapEff: 0000000000000000',
        'CapBnd: 0000000000000000',
        'lo',
      ]),
    );
    expect(seen.output).not.toMatch(/eth\d/);

    const reach = await it.run(
      bash(`node -e "require('net').connect(443, '1.1.1.1').on('error', (e) => console.log(e.code))"`),
    );
    expect(reach.output.trim()).toBe('ENETUNREACH');

    const secrets = await it.run(
      bash(
        'env; cat /proc/[0-9]*/environ 2>/dev/null | tr "\\0" "\\n"; find / -xdev -name "*docker*.sock" 2>/dev/null; ls /var/run/docker.sock',
      ),
    );
    expect(secrets.output).not.toContain(SECRET);
    expect(secrets.output).not.toMatch(/token|secret|private_key|api_key/i);
    expect(secrets.output).toContain("cannot access '/var/run/docker.sock'");
    const outside = await it.run(
      bash('touch /etc/x /opt/fettle/bin/x; kill -KILL 1; cat /proc/1/environ; echo still here'),
    );
    for (const part of ['Read-only file system', 'not permitted', 'Permission denied', 'still here']) {
      expect(outside.output).toContain(part);
    }
  });

  test('ends a command that takes too long, with the daemons it started', async () => {
    const it = await sandbox();

    const daemon = `trap "" TERM; python3 -c 'import os,time
if os.fork()==0:
  os.setsid()
  if os.fork()==0:
    time.sleep(300)
' & (trap "" TERM; setsid sleep 301 &) ; sleep 302`;
    const result = await it.run(bash(daemon, 1500));

    expect(result).toMatchObject({ status: 'timed_out', exitCode: null });
    const left = await it.run(bash('pgrep -u 10001 -x -a "sleep|python3" || echo none'));
    expect(left.output.trim()).toBe('none');
  });

  test('ends what a command leaves in the background', async () => {
    const it = await sandbox();
    const result = await it.run(bash('sleep 300 & setsid sleep 300 & echo started'));
    expect(result).toMatchObject({ status: 'exited', exitCode: 0, output: 'started\n' });
    expect((await it.run(bash('pgrep -u 10001 -x -c sleep'))).output.trim()).toBe('0');
  });

  test('survives a fork bomb', async () => {
    const it = await sandbox();
    const result = await it.run(bash('bomb() { bomb | bomb & }; bomb; sleep 60', 3000));
    expect(result.status).toBe('timed_out');
    expect(await it.run(bash('echo alive'))).toMatchObject({ status: 'exited', output: 'alive\n' });
  });

  test('says when memory ran out, and goes on', async () => {
    const it = await sandbox();
    const hog = await it.run({ argv: ['python3', '-c', 'x = "x" * 2_000_000_000'], timeoutMs: 30_000 });
    expect(hog).toMatchObject({ status: 'out_of_memory', exitCode: null });
    // A child of the command counts as well: the shell itself says 1 here.
    expect((await it.run(bash(`python3 -c 'x = "x" * 2_000_000_000' || exit 1`))).status).toBe('out_of_memory');
    expect(await it.run(bash('exit 7'))).toMatchObject({ status: 'exited', exitCode: 7 });
  });

  test('has a workspace of limited size', async () => {
    const it = await sandbox();
    const filled = await it.run(bash('head -c 100M /dev/zero > big'));
    expect(filled.output).toContain('No space left on device');
    expect(await it.run(bash('rm big && echo ok'))).toMatchObject({ output: 'ok\n' });
  });

  test('stops a command when the run is cancelled', async () => {
    const it = await sandbox();
    const cancel = new AbortController();
    const running = it.run({ ...bash('echo begun; sleep 300'), signal: cancel.signal, onOutput: () => cancel.abort() });
    expect(await running).toMatchObject({ status: 'cancelled', exitCode: null, output: 'begun\n' });
    expect((await it.run(bash('pgrep -u 10001 -x -c sleep'))).output.trim()).toBe('0');
  });

  test('keeps the head and the tail of long output and shows all of it as it comes', async () => {
    const it = await sandbox();
    let bytes = 0;
    const result = await it.run({
      ...bash('echo first; head -c 3000000 /dev/zero | tr "\\0" x; echo; echo last'),
      maxOutputBytes: 2000,
      onOutput: (chunk) => void (bytes += chunk.length),
    });
    expect(bytes).toBe('first\n'.length + 3_000_000 + '\nlast\n'.length);
    expect(result).toMatchObject({ status: 'exited', exitCode: 0, truncated: true });
    expect(result.output).toMatch(/^first\nx+\n\[… 2998012 bytes of output cut …\]\nx+\nlast\n$/);
    expect(result.stdout.length).toBe(2000);
  });

  test('gives stdin, a folder and variables to a command', async () => {
    const it = await sandbox();
    const result = await it.run({
      ...bash('cat; pwd; echo "$GREETING"'),
      cwd: 'src',
      stdin: Buffer.from('in\n'),
      env: { GREETING: 'hello' },
    });
    expect(result.stdout.toString()).toBe('in\n/workspace/src\nhello\n');
    await expect(it.run({ ...bash('true'), cwd: '../etc' })).rejects.toThrow(UserError);
  });

  test('reads and writes files of the workspace, and follows links inside the container only', async () => {
    const it = await sandbox();
    expect((await it.readFile('README.md'))?.toString()).toBe('# Shop\n');
    expect(await it.readFile('nothing.md')).toBeNull();
    expect(await it.readFile('src')).toBeNull();
    await it.writeFile('new folder/ünder.txt', 'text\n');
    expect((await it.readFile('new folder/ünder.txt', 3))?.toString()).toBe('tex');
    await it.run(bash('ln -s /etc/hostname host && ln -s /etc/passwd users'));
    expect((await it.readFile('users'))?.toString()).toContain('agent:x:10001');
    await expect(it.writeFile('users', 'root::0:0::/:/bin/sh\n')).rejects.toThrow(
      /Read-only file system|Permission denied/,
    );
    await expect(it.readFile('../etc/passwd')).rejects.toThrow(UserError);
    await expect(it.readFile('/etc/passwd')).rejects.toThrow(UserError);
  });
});

describe('leftovers', () => {
  test('nothing stays after closing, also twice', async () => {
    const it = await sandbox('run-closed');
    await it.close();
    await it.close();
    const filters = { label: [`fettle.owner=${box.owner}`, 'fettle.run=run-closed'] };
    expect(await box.docker.listContainers({ all: true, filters })).toEqual([]);
    expect((await box.docker.listVolumes({ filters: filters as never })).Volumes).toEqual([]);
    await expect(it.run(bash('true'))).rejects.toThrow('closed');
  });

  test('of runs that are over are swept, those of active runs and of other owners are not', async () => {
    const [over, active] = [await sandbox('run-over'), await sandbox('run-active')];
    const other = ownSandboxes();
    expect(await other.sandboxes.sweep(() => false)).toBe(0);

    expect(await box.sandboxes.sweep((runId) => runId !== 'run-over')).toBe(2);

    await expect(over.run(bash('true'))).rejects.toThrow('gone');
    expect(await active.run(bash('echo here'))).toMatchObject({ output: 'here\n' });
  });

  test('a tree that breaks off leaves no sandbox behind', async () => {
    // Fails at once, or only when the container is already filled from it.
    const tree = () => mirror.archive('no-such-tree');
    const late = () =>
      Readable.from(
        (async function* () {
          yield Buffer.alloc(512);
          await sleep(1500);
          throw new Error('broke off');
        })(),
      );
    await expect(box.sandboxes.open({ runId: 'run-broken', purpose: 'gate', tree: late, layers: [] })).rejects.toThrow(
      'broke off',
    );
    await expect(box.sandboxes.open({ runId: 'run-broken', purpose: 'gate', tree, layers: [] })).rejects.toThrow(
      'git archive failed',
    );
    expect(await box.sandboxes.sweep((runId) => runId !== 'run-broken')).toBe(0);
  });
});
