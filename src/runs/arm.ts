import { createHash } from 'node:crypto';
import { z } from 'zod';
import { profileOf, profilePrompt } from '../agent/profiles/profile.ts';
import { shippedPrompt } from '../judge/judge.ts';
import type { ArmSpec, Experiment } from './arm-experiment.ts';
import { assignArm } from './arm-assign.ts';
import type { Workshop } from './change.ts';
import type { RunStore } from './run-store.ts';
import type { Run } from './types.ts';

/** What a run is made with, from its start to its end; stored with it. */
export const RunArm = z.object({
  /** Null where the operator compares nothing; then the arm is `default`. */
  experiment: z.string().nullable(),
  arm: z.string(),
  /** The arms and their planned shares when this run was assigned, the one to beat first; null without an experiment. */
  shares: z.array(z.object({ name: z.string(), share: z.number() })).nullable(),
  agentModel: z.string(),
  judgeModel: z.string(),
  profile: z.string(),
  /** sha256 of the prompts' texts, which are kept by it. */
  agentPrompt: z.string(),
  judgePrompt: z.string(),
});
export type RunArm = z.infer<typeof RunArm>;

export interface BegunArm {
  arm: RunArm;
  /** The prompts' texts by their hashes. */
  prompts: ReadonlyMap<string, string>;
}

/** What the settings say for runs that begin now. */
export interface ArmSettings {
  experiment: Experiment | null;
  agentModel: string;
  judgeModel: string;
  profile: string;
}

/** The arm of a run that begins now. One that was under way before arms were stored takes no part in an experiment. */
export function armFor(run: Pick<Run, 'repo' | 'task' | 'baseSha'>, settings: ArmSettings): BegunArm {
  const experiment = run.baseSha === null ? settings.experiment : null;
  const name = experiment === null ? 'default' : assignArm(experiment, run.repo, run.task.hash);
  const spec: Partial<ArmSpec> = experiment?.arms.find((it) => it.name === name) ?? {};
  const profile = profileOf(spec.profile ?? settings.profile);
  const agentPrompt = spec.agentPrompt ?? profilePrompt(profile);
  const judgePrompt = spec.judgePrompt ?? shippedPrompt();
  return {
    arm: {
      experiment: experiment?.name ?? null,
      arm: name,
      shares: experiment?.arms.map((it) => ({ name: it.name, share: it.share })) ?? null,
      agentModel: spec.agentModel ?? settings.agentModel,
      judgeModel: spec.judgeModel ?? settings.judgeModel,
      profile: profile.name,
      agentPrompt: promptHash(agentPrompt),
      judgePrompt: promptHash(judgePrompt),
    },
    prompts: new Map([agentPrompt, judgePrompt].map((text) => [promptHash(text), text])),
  };
}

/** The models of each arm; without an experiment those of the settings. */
export function modelsOf({ experiment, agentModel, judgeModel }: ArmSettings) {
  const arms: readonly Partial<ArmSpec>[] = experiment?.arms ?? [{}];
  return arms.map((arm) => ({
    agentModel: arm.agentModel ?? agentModel,
    judgeModel: arm.judgeModel ?? judgeModel,
  }));
}

/** sha256 of a prompt's text, in hex: the same that a verdict has of the judge's. */
export const promptHash = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * The workshop in which a run is carried out: the models and prompts that it began with, also when the settings have
 * changed since. The first call for a run decides and stores it.
 */
export async function armedWorkshop(
  run: Run,
  { store, workshop, arms }: { store: RunStore; workshop: Workshop; arms: ArmSettings },
): Promise<Workshop> {
  const arm = (await store.armOf(run.id)) ?? (await store.beginArm(run.id, armFor(run, arms)));
  const [agentPrompt, judgePrompt] = await Promise.all([store.prompt(arm.agentPrompt), store.prompt(arm.judgePrompt)]);
  const profile = profileOf(arm.profile);
  return { ...workshop, profile, agentModel: arm.agentModel, judgeModel: arm.judgeModel, agentPrompt, judgePrompt };
}
