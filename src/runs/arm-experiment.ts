import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { describeError, UserError } from '../errors.ts';

/** One of two ways of working that are compared in production. What is absent is as the other settings say. */
export interface ArmSpec {
  name: string;
  /** The part of runs that it gets, more than 0 and less than 1. */
  share: number;
  agentModel?: string | undefined;
  judgeModel?: string | undefined;
  /** Prompts as texts. */
  agentPrompt?: string | undefined;
  judgePrompt?: string | undefined;
  profile?: string | undefined;
}

/** The first arm is the one that the second is compared with. */
export interface Experiment {
  name: string;
  arms: readonly [ArmSpec, ArmSpec];
}

/** Begins with a letter: JavaScript would put names that are numbers in another order. */
const NAME = /^[a-z][\w.-]{0,39}$/i;
const NO_NAME = 'must be a short name: a letter, then letters, digits and . _ -';
const text = z.string().trim().min(1, 'must not be empty');

const Arm = z.strictObject({
  share: z.number().gt(0, 'must be more than 0').lt(1, 'must be less than 1'),
  agentModel: text.optional(),
  judgeModel: text.optional(),
  agentPrompt: text.optional(),
  judgePrompt: text.optional(),
  profile: text.optional(),
});

const File = z.strictObject({ name: z.string().regex(NAME, NO_NAME), arms: z.record(z.string(), Arm) });

/**
 * Reads FETTLE_EXPERIMENT: JSON, or the path of a file that holds it. Prompts are read from the paths it names, which are
 * relative to that file, else to `cwd`. `profiles` are those that there are. Throws a UserError that says what is wrong with it.
 */
export function readExperiment(setting: string, cwd: string, profiles: readonly string[]): Experiment {
  const inline = setting.trimStart().startsWith('{');
  const path = resolve(cwd, setting);
  const from = inline ? cwd : dirname(path);
  const parsed = File.safeParse(json(inline ? setting : contentOf(path, '')));
  if (!parsed.success) throw wrong(z.prettifyError(parsed.error).replaceAll('✖ ', ''));
  const entries = Object.entries(parsed.data.arms);
  const sum = entries.reduce((total, [, { share }]) => total + share, 0);
  const odd = entries.find(([key]) => !NAME.test(key));
  if (odd !== undefined) throw wrong(`the name ${JSON.stringify(odd[0])} of an arm ${NO_NAME}`);
  if (entries.length !== 2) throw wrong(`it must name two arms, and it names ${entries.length}`);
  if (Math.abs(sum - 1) > 1e-9) throw wrong(`the shares of its arms add up to ${sum}, and must add up to 1`);
  const arms = entries.map(
    ([key, { agentPrompt, judgePrompt, ...arm }]): ArmSpec => ({
      ...arm,
      name: key,
      ...(agentPrompt === undefined ? {} : { agentPrompt: prompt(from, agentPrompt, `arms.${key}.agentPrompt`) }),
      ...(judgePrompt === undefined ? {} : { judgePrompt: prompt(from, judgePrompt, `arms.${key}.judgePrompt`) }),
    }),
  );
  const unknown = arms.find(({ profile }) => profile !== undefined && !profiles.includes(profile));
  if (unknown !== undefined)
    throw wrong(
      `arms.${unknown.name}.profile: there is no agent profile ${unknown.profile}; there are ${profiles.join(', ')}`,
    );
  const [a, b] = arms as [ArmSpec, ArmSpec];
  if (sameWork(a, b)) throw wrong(`its arms ${a.name} and ${b.name} do not differ in anything but their share`);
  return { name: parsed.data.name, arms: [a, b] };
}

function json(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (cause) {
    throw wrong(`it is no JSON (${describeError(cause)})`, cause);
  }
}

function prompt(from: string, path: string, key: string): string {
  const content = contentOf(resolve(from, path), `${key}: `);
  if (content.trim() === '') throw wrong(`${key}: ${resolve(from, path)} is empty`);
  return content;
}

function contentOf(path: string, where: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw wrong(`${where}${path} can't be read`, cause);
  }
}

function sameWork(a: ArmSpec, b: ArmSpec): boolean {
  const work = ({ agentModel, judgeModel, agentPrompt, judgePrompt, profile }: ArmSpec) =>
    JSON.stringify([agentModel, judgeModel, agentPrompt, judgePrompt, profile]);
  return work(a) === work(b);
}

const wrong = (what: string, cause?: unknown): UserError =>
  new UserError(`FETTLE_EXPERIMENT is wrong: ${what}.`, cause === undefined ? {} : { cause });
