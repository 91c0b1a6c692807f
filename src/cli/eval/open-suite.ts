import { fileURLToPath } from 'node:url';
import { profileOf, profilePrompt } from '../../agent/profiles/profile.ts';
import { UserError } from '../../errors.ts';
import type { Arm } from '../../evals/arm.ts';
import { codeHash } from '../../evals/suites/code-hash.ts';
import type { Suite } from '../../evals/suites/suite.ts';
import { SUITES, type SuiteName } from '../../evals/trial.ts';
import { shippedPrompt } from '../../judge/judge.ts';
import { promptHash } from '../../runs/arm.ts';
import type { Settings } from '../../settings.ts';
import type { Redactor } from '../../text/redact.ts';

/** What is chosen for a suite. Names of models and profile are null where none takes part. */
export interface Choice {
  /** Files, folders or patterns; empty for what ships. */
  items: readonly string[];
  /** Text of the prompt to measure; null for the one that ships. */
  prompt: string | null;
  agentModel: string | null;
  judgeModel: string | null;
  profile: string | null;
  judgeTemperature: number | null;
  settings: Settings;
  redact: Redactor;
}

export interface OpenedSuite {
  suite: Suite;
  arm: Omit<Arm, 'name'>;
  close: () => Promise<void>;
}

interface SuiteEntry {
  does: string;
  /** Where the items that ship are. */
  shipped: string;
  /** Who takes part: their models are asked for a key and named in the arm. */
  models: readonly ('agent' | 'judge')[];
  open: (
    choice: Choice,
    paths: readonly string[],
  ) => Promise<{ suite: Suite; prompt: string; close?: () => Promise<void> }>;
}

const shipped = (folder: string): string => fileURLToPath(new URL(`../../../evals/${folder}`, import.meta.url));

/** Every suite. Each loads only what it needs. */
export const SUITE_TABLE: Record<SuiteName, SuiteEntry> = {
  judge: {
    does: 'the judge on changes whose right answer is known',
    shipped: shipped('judge'),
    models: ['judge'],
    open: async ({ prompt, judgeTemperature }, paths) => {
      const { openJudgeCases } = await import('../../evals/suites/judge-cases.ts');
      const { judgeSuite } = await import('../../evals/suites/judge.ts');
      const suite = judgeSuite(await openJudgeCases(paths), { prompt, temperature: judgeTemperature });
      return { suite, prompt: prompt ?? shippedPrompt() };
    },
  },
  guards: {
    does: 'the guards on the same cases, those that guards can know; no model',
    shipped: shipped('judge'),
    models: [],
    open: async (_, paths) => {
      const { openJudgeCases } = await import('../../evals/suites/judge-cases.ts');
      const { guardsSuite } = await import('../../evals/suites/guards.ts');
      return { suite: guardsSuite(await openJudgeCases(paths)), prompt: '' };
    },
  },
  agent: {
    does: 'whole tasks: inner loop, CI, hidden tests, scope; needs the container engine',
    shipped: shipped('tasks'),
    models: ['agent', 'judge'],
    open: (choice) => openTasks('agent', choice),
  },
  tamper: {
    does: "tasks that can't be done, and their clean twins; needs the container engine",
    shipped: shipped('tamper'),
    models: ['agent', 'judge'],
    open: (choice) => openTasks('tamper', choice),
  },
  distil: {
    does: 'logs of tools: what is needed to fix the failure is kept, the rest is not; no model',
    shipped: shipped('distil'),
    models: [],
    open: async (_, paths) => {
      const { openDistilCases } = await import('../../evals/suites/distil-case.ts');
      const { distilSuite } = await import('../../evals/suites/distil.ts');
      return { suite: distilSuite(await openDistilCases(paths)), prompt: '' };
    },
  },
};

async function openTasks(name: 'agent' | 'tamper', { items, settings, redact, prompt, profile }: Choice) {
  const { openTaskSuite } = await import('./task-suites.ts');
  const prompts = prompt === null ? {} : { prompts: { agentPrompt: prompt } };
  const opened = await openTaskSuite(name, { paths: items, settings, redact, ...prompts });
  return { ...opened, prompt: prompt ?? profilePrompt(profileOf(profile ?? 'fettle')) };
}

/** Opens a suite and says what its arm is. Throws a UserError where there is no such suite, or its items are wrong. */
export async function openSuite(name: SuiteName, choice: Choice): Promise<OpenedSuite> {
  const entry = SUITE_TABLE[name];
  const paths = choice.items.length === 0 ? [entry.shipped] : choice.items;
  const { suite, prompt, close } = await entry.open(choice, paths);
  const has = (who: 'agent' | 'judge') => entry.models.includes(who);
  return {
    suite,
    arm: {
      promptHash: prompt === '' ? 'none' : promptHash(prompt),
      profile: has('agent') ? choice.profile : null,
      agentModel: has('agent') ? choice.agentModel : null,
      judgeModel: has('judge') ? choice.judgeModel : null,
      verifiers: await codeHash(),
    },
    close: close ?? (async () => undefined),
  };
}

/** Throws a UserError that names those that there are. */
export function suiteNamed(name: string | undefined): SuiteName {
  const found = SUITES.find((it) => it === name);
  if (found !== undefined) return found;
  const what = name === undefined ? 'Say which suite' : `There is no suite "${name}"`;
  throw new UserError(`${what}: ${SUITES.join(', ')}. \`fettle eval list\` tells more.`);
}
