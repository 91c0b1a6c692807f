import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemPrompt } from '../../src/agent/prompts/prompts.ts';
import { sampleRatio } from '../../src/evals/statistics/sample-ratio.ts';
import { armedWorkshop, armFor, modelsOf, promptHash } from '../../src/runs/arm.ts';
import { assignArm } from '../../src/runs/arm-assign.ts';
import { readExperiment } from '../../src/runs/arm-experiment.ts';
import type { Workshop } from '../../src/runs/change.ts';
import type { RunStore } from '../../src/runs/run-store.ts';
import { runStore } from '../../src/runs/store.ts';
import type { Run } from '../../src/runs/types.ts';
import type { Database } from '../../src/store/types.ts';
import { freshDatabase } from '../store/fresh-database.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fettle-arm-'));
  writeFileSync(join(folder, 'judge.md'), 'Judge kindly.\n');
  writeFileSync(join(folder, 'empty.md'), '\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (setting: string, cwd: string) => readExperiment(setting, cwd, ['fettle', 'minimal']);
const arms = (a: object, b: object) => JSON.stringify({ name: 'kinder', arms: { a, b } });
const kinder = () => read(arms({ share: 0.5 }, { share: 0.5, judgePrompt: 'judge.md' }), folder);
const acme = { owner: 'Acme', name: 'Shop', installationId: 1 };

describe('an experiment', () => {
  test('is read from the setting itself or from a file, with prompts beside that', () => {
    const b = { name: 'b', share: 0.5, judgePrompt: 'Judge kindly.\n' };
    expect(kinder()).toEqual({ name: 'kinder', arms: [{ name: 'a', share: 0.5 }, b] });
    writeFileSync(join(folder, 'it.json'), arms({ share: 0.5 }, { share: 0.5, judgePrompt: 'judge.md' }));
    expect(read(join(folder, 'it.json'), '/')).toEqual(kinder());
  });

  test.each([
    ['nowhere.json', /FETTLE_EXPERIMENT is wrong: .*nowhere.json can't be read/],
    ['{nonsense', /it is no JSON/],
    ['{"name": "x"}', /arms/],
    ['{"name": "x", "arms": {"a": {"share": 1}}}', /less than 1[\s\S]*arms.a.share/],
    ['{"name": "x", "arms": {"a": {"share": 0.5}}}', /must name two arms, and it names 1/],
    [arms({ share: 0.5 }, { share: 0.4, agentModel: 'm' }), /add up to 0.9, and must add up to 1/],
    [arms({ share: 0.5 }, { share: 0.5 }), /arms a and b do not differ in anything but their share/],
    [arms({ share: 0.5 }, { share: 0.5, model: 'm' }), /Unrecognized key: "model"[\s\S]*arms.b/],
    [arms({ share: 0.5 }, { share: 0.5, agentPrompt: 'gone.md' }), /arms.b.agentPrompt: .*gone.md can't be read/],
    [arms({ share: 0.5 }, { share: 0.5, judgePrompt: 'empty.md' }), /arms.b.judgePrompt: .*empty.md is empty/],
    [
      '{"name": "x", "arms": {"1": {"share": 0.5}, "b": {"share": 0.5, "agentModel": "m"}}}',
      /the name "1" of an arm must be a short name/,
    ],
  ])('that is wrong is refused: %s', (setting, problem) => {
    expect(() => read(setting, folder)).toThrow(problem);
  });
});

describe('a task', () => {
  test('falls into the same arm each time, whatever the case of its repository, and anew in another experiment', () => {
    const experiment = kinder();
    const hashes = Array.from({ length: 64 }, (_, at) => promptHash(`task ${at}`));
    const of = (name: string, repo = acme) => hashes.map((hash) => assignArm({ ...experiment, name }, repo, hash));
    expect(of('kinder')).toEqual(of('kinder', { ...acme, owner: 'acme', name: 'SHOP' }));
    expect(of('kinder')).not.toEqual(of('kinder', { ...acme, name: 'other' }));
    expect(of('kinder')).not.toEqual(of('again'));
    // Known once and for all: another assignment would tear every experiment that is under way.
    expect(of('kinder').slice(0, 8).join('')).toBe('babaaaab');
  });

  test.each([0.5, 0.1])('falls into the first arm with a chance of %s', (share) => {
    const experiment = read(arms({ share }, { share: 1 - share, agentModel: 'm' }), folder);
    const names = Array.from({ length: 20_000 }, (_, at) => assignArm(experiment, acme, promptHash(`${at}`)));
    const first = names.filter((name) => name === 'a').length;
    expect(sampleRatio([first, names.length - first], [share, 1 - share])).toMatchObject({ broken: false });
  });
});

describe('a run', () => {
  let database: Database;
  let store: RunStore;
  beforeAll(async () => {
    database = await freshDatabase();
    store = runStore(database);
  });
  afterAll(() => database.close());

  const workshop = { maxTurns: 7, agentModel: 'set', judgeModel: 'set' } as Workshop;
  const settings = { experiment: null, agentModel: 'agent-1', judgeModel: 'judge-1', profile: 'fettle' };
  let issue = 0;
  async function begun(): Promise<Run> {
    issue += 1;
    const task = { title: 't', body: '', comments: [], request: null, requestedBy: 'ann', requestedAt: '', hash: 'h' };
    const trigger = { kind: 'label' as const, key: `label:${issue}` };
    return (await store.create({ repo: acme, issue, trigger, task, branch: () => `fettle/${issue}` })).run;
  }

  test('goes on with the models and prompts that it began with, whatever the settings say later', async () => {
    const run = await begun();
    const only = (share: number) =>
      read(arms({ share }, { share: 1 - share, judgeModel: 'judge-2', judgePrompt: 'judge.md' }), folder);
    const first = await armedWorkshop(run, { store, workshop, arms: { ...settings, experiment: only(1e-12) } });
    expect(first).toMatchObject({ maxTurns: 7, agentModel: 'agent-1', judgeModel: 'judge-2' });
    expect(first).toMatchObject({ agentPrompt: systemPrompt(), judgePrompt: 'Judge kindly.\n' });
    const later = { ...settings, experiment: only(1 - 1e-12), agentModel: 'agent-9' };
    expect(await armedWorkshop(run, { store, workshop, arms: later })).toEqual(first);
    expect(await store.armOf(run.id)).toMatchObject({
      experiment: 'kinder',
      arm: 'b',
      shares: [
        { name: 'a', share: 1e-12 },
        { name: 'b', share: 1 - 1e-12 },
      ],
      judgePrompt: promptHash('Judge kindly.\n'),
    });
  });

  test('without an experiment, or from before arms were stored, is made as the settings say', async () => {
    const run = await begun();
    expect(armFor(run, settings).arm).toMatchObject({ experiment: null, arm: 'default', shares: null });
    const old = armFor({ ...run, baseSha: 'b' }, { ...settings, experiment: kinder() });
    expect(old.arm).toMatchObject({ experiment: null, arm: 'default', agentModel: 'agent-1' });
  });

  test("has the arm's models where it names some, and those of the settings where not", () => {
    const experiment = read(arms({ share: 0.5 }, { share: 0.5, judgeModel: 'agent-1' }), folder);
    expect(modelsOf({ ...settings, experiment }).map((it) => it.judgeModel)).toEqual(['judge-1', 'agent-1']);
    expect(modelsOf(settings)).toEqual([{ agentModel: 'agent-1', judgeModel: 'judge-1' }]);
  });

  test('that two processes begin at once has one arm', async () => {
    const run = await begun();
    const of = (agentModel: string) => store.beginArm(run.id, armFor(run, { ...settings, agentModel }));
    const both = await Promise.all([of('agent-1'), of('agent-2')]);
    expect(both[0]).toEqual(both[1]);
  });
});
