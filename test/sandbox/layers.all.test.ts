import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lastUseOf, layersOf, removeLayer } from '../../src/sandbox/layers.ts';
import { removeOldLayers } from '../../src/sandbox/sweep.ts';
import type { Environment, InstallSpec, PrepareResult } from '../../src/sandbox/types.ts';
import { ownSandboxes } from './support.ts';

const DAY = 24 * 3_600_000;
const box = ownSandboxes({ registry: async () => null });
const spec: InstallSpec = {
  files: new Map([['package-lock.json', Buffer.from('{}')]]),
  cwd: '',
  argv: ['sh', '-c', 'mkdir node_modules && date +%N > node_modules/when'],
  outputs: ['node_modules'],
  hosts: [],
  timeoutMs: 60_000,
};

beforeAll(() => box.sandboxes.ensureImage(() => {}), 300_000);
afterAll(() => box.clear());

async function prepare(repo: string, runId: string): Promise<Extract<PrepareResult, { status: 'ready' }>> {
  const environment: Environment = { repo, image: null, services: [] };
  const result = await box.sandboxes.within(environment).prepare(runId, spec);
  if (result.status !== 'ready') throw new Error(result.output);
  return result;
}

async function volumes() {
  const found = await box.docker.listVolumes({ filters: { label: [`fettle.owner=${box.owner}`] } as never });
  return found.Volumes;
}

describe('a layer', () => {
  test('is made anew for another repository, whatever it installs', async () => {
    const first = await prepare('acme/shop', 'run-1');
    const other = await prepare('evil/shop', 'run-2');
    expect([first.cached, other.cached]).toEqual([false, false]);
    expect(other.layer.volume).not.toBe(first.layer.volume);
    expect(await prepare('acme/shop', 'run-3')).toMatchObject({ cached: true, layer: first.layer });
  });

  test('is removed when nothing used it for so long, with all that told of it', async () => {
    const { layer } = await prepare('acme/aging', 'run-4');
    const at = (days: number) =>
      removeOldLayers({ docker: box.docker, owner: box.owner, days: 14, now: Date.now() + days * DAY });
    expect(await at(13)).toBe(0);
    expect(await prepare('acme/aging', 'run-5')).toMatchObject({ cached: true, layer });
    expect(await at(16)).toBeGreaterThan(0);
    expect((await volumes()).map((it) => it.Name)).toEqual([]);
    expect(await prepare('acme/aging', 'run-6')).toMatchObject({ cached: false });
  });

  test('that somebody takes at the moment of its removal keeps its content for them', async () => {
    const { layer } = await prepare('acme/racing', 'run-7');
    const [known] = layersOf(await volumes()).filter((it) => it.volume === layer.volume);
    if (known === undefined) throw new Error('the layer is not listed');
    // Taken after it was listed: its mark of today is not among what the remover knows.
    await prepare('acme/racing', 'run-8');
    expect(await removeLayer(box.docker, { ...known, days: ['2026-01-01'] })).toBe(false);
    expect((await volumes()).map((it) => it.Name)).toContain(layer.volume);
    expect(await prepare('acme/racing', 'run-9')).toMatchObject({ cached: false });
    // Without a pointer it is a leftover of the run that made it.
    await box.sandboxes.sweep(() => false);
    expect((await volumes()).map((it) => it.Name)).not.toContain(layer.volume);
  });
});

test('a layer was last used on the latest day of its making and its marks', () => {
  const pointer = { Name: 'fettle-layer-k', Labels: { 'fettle.layer.volume': 'v', 'fettle.layer.day': '2026-03-01' } };
  const mark = (day: string) => ({ Name: day, Labels: { 'fettle.layer.used': 'k', 'fettle.layer.day': day } });
  const used = (...days: string[]) =>
    layersOf([pointer, ...days.map(mark)]).map((it) => new Date(lastUseOf(it)).toISOString());
  expect(used()).toEqual(['2026-03-02T00:00:00.000Z']);
  expect(used('2026-03-09', '2026-03-04')).toEqual(['2026-03-10T00:00:00.000Z']);
  expect(layersOf([mark('2026-03-09'), { Name: 'workspace', Labels: null }])).toEqual([]);
});
