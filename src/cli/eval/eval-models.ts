import { anthropicModel } from '../../agent/anthropic.ts';
import type { Model } from '../../agent/types.ts';
import type { ModelSettings } from '../../settings.ts';
import { createRedactor, type Redactor } from '../../text/redact.ts';

/** The models of production, by who asks them. */
export function evalModels(settings: ModelSettings, say: (line: string) => void): (who: 'agent' | 'judge') => Model {
  const onFault = (text: string, waitMs: number) => say(`${text}; asks again in ${Math.ceil(waitMs / 1000)} s`);
  const models = {
    agent: anthropicModel(settings, { onFault }),
    judge: anthropicModel(settings.judge, { onFault }),
  };
  return (who) => models[who];
}

export const modelRedactor = (settings: ModelSettings | null): Redactor =>
  createRedactor([settings?.apiKey, settings?.judge.apiKey]);
