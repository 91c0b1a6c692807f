import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EnvironmentProblem } from '../../src/sandbox/environment.ts';
import { packFiles } from '../../src/sandbox/pack.ts';
import type { Sandbox, Service } from '../../src/sandbox/types.ts';
import { buildImage } from './test-image.ts';
import { ownSandboxes } from './support.ts';

const IMAGE = `fettle-test-service:${process.pid}`;
const box = ownSandboxes({ settings: { serviceImages: [IMAGE] } });
const service: Service = {
  name: 'db',
  image: IMAGE,
  env: { GREETING: 'hello' },
  port: null,
  ready: null,
  writable: [],
};

beforeAll(async () => {
  await box.sandboxes.ensureImage(() => {});
  const status = await box.sandboxes.check();
  if (status.status !== 'ready') throw new Error(status.status);
  await buildImage(box.docker, 'service', status.imageId, IMAGE);
}, 300_000);

afterAll(async () => {
  await box.clear();
  await box.docker.getImage(IMAGE).remove({ force: true });
});

function open(more: Partial<Service> = {}, runId = 'run-1', { sandboxes } = box): Promise<Sandbox> {
  const tree = () => packFiles([['README.md', Buffer.from('# Shop\n')]]);
  return sandboxes
    .within({ repo: 'acme/shop', image: null, services: [{ ...service, ...more }] })
    .open({ runId, purpose: 'gate', tree, layers: [] });
}

const ASK = { argv: ['bash', '-c', 'exec 3<>/dev/tcp/127.0.0.1/5432; cat <&3'], timeoutMs: 20_000 };

async function containers(): Promise<string[]> {
  const found = await box.docker.listContainers({ all: true, filters: { label: [`fettle.owner=${box.owner}`] } });
  return found.map((it) => it.Labels['fettle.purpose'] ?? '').sort();
}

async function volumes(): Promise<number> {
  const { Volumes } = await box.docker.listVolumes({ filters: { label: [`fettle.owner=${box.owner}`] } as never });
  return Volumes.length;
}

describe('a service', () => {
  test('answers at 127.0.0.1 for as long as the sandbox lives, caged like it, and goes with it', async () => {
    const sandbox = await open({ ready: 'test -e /tmp/listening && test "$(id -u)" = 65534' });
    try {
      const seen = JSON.parse((await sandbox.run(ASK)).output) as unknown;
      expect(seen).toEqual({ greeting: 'hello', uid: 999, interfaces: ['lo'], root: 'EROFS', workspace: false });
      // Whatever a command leaves behind is killed after it, and what the agent kills is its own.
      await sandbox.run({ argv: ['bash', '-c', 'kill -KILL -1'], timeoutMs: 20_000 });
      expect((await sandbox.run(ASK)).output).toContain('hello');

      const [found] = await box.docker.listContainers({
        filters: { label: [`fettle.owner=${box.owner}`, 'fettle.purpose=service'] },
      });
      const { HostConfig, Mounts } = await box.docker.getContainer(found?.Id ?? '').inspect();
      expect(Mounts.map((it) => [it.Destination, it.Name])).toEqual([
        ['/data', expect.stringMatching(/^fettle-service-/)],
      ]);
      expect(HostConfig).toMatchObject({
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges'],
        NetworkMode: `container:${sandbox.id}`,
        AutoRemove: true,
      });
      expect(HostConfig.MemorySwap).toBe(HostConfig.Memory);
    } finally {
      await sandbox.close();
    }
    expect([await containers(), await volumes()]).toEqual([[], 0]);
  });

  test('ends when its sandbox does, also when nobody closes it', async () => {
    const sandbox = await open({}, 'run-2');
    await box.docker.getContainer(sandbox.id).kill();
    while ((await containers()).length > 0) await sleep(100);
    await sandbox.close();
  });

  test('is removed by a sweep with its run', async () => {
    const sandbox = await open({}, 'run-3');
    expect(await containers()).toEqual(['gate', 'service']);
    await box.sandboxes.sweep((runId) => runId !== 'run-3');
    expect([await containers(), await volumes()]).toEqual([[], 0]);
    await sandbox.close();
  });

  test('that does not come up is named, with what it said, and leaves nothing', async () => {
    const broken = open({ env: { BROKEN: 'no password' } });
    await expect(broken).rejects.toThrow(EnvironmentProblem);
    await expect(broken).rejects.toThrow(`The service db (${IMAGE}): it ended.\nbad setting: no password`);
    await expect(broken).rejects.toMatchObject({ reason: 'needs_service' });
    const hurried = ownSandboxes({ owner: box.owner, settings: { serviceImages: [IMAGE] }, serviceReadyMs: 300 });
    await expect(open({ ready: 'false' }, 'run-4', hurried)).rejects.toThrow('it did not become ready within 0.3 s');
    await expect(open({ port: 5433 }, 'run-4', hurried)).rejects.toThrow('it did not become ready within 0.3 s');
    expect(() => open({ image: 'not-allowed' })).toThrow('which is not allowed here');
    expect(await containers()).toEqual([]);
  });

  test('takes memory that counts when sandboxes are opened side by side', async () => {
    const limits = { memoryBytes: 2 ** 30 };
    const settings = { serviceImages: [IMAGE], budgetBytes: 2 * 2 ** 30 };
    const { sandboxes } = ownSandboxes({ settings, limits, owner: box.owner });
    const { NCPU } = (await box.docker.info()) as { NCPU: number };
    expect(await sandboxes.capacity()).toBe(Math.min(2, NCPU));
    expect(await sandboxes.within({ repo: 'acme/shop', image: null, services: [service] }).capacity()).toBe(1);
  });
});
