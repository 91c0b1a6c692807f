import type { Model } from '../../agent/types.ts';
import { UserError } from '../../errors.ts';
import type { ModelEndpoint, ModelSettings } from '../../settings.ts';
import { type Finding, finding } from './finding.ts';

/** Long enough for a model that thinks, ms. */
const PATIENCE_MS = 14_000;

export interface ModelParts {
  /** A Model at an endpoint, that tells of each fault. */
  modelAt: (endpoint: ModelEndpoint, onFault: (text: string) => void) => Model;
  settings: ModelSettings;
}

/** Each model that the settings name is asked for one word, which costs next to nothing. */
export async function modelChecks({ modelAt, settings }: ModelParts): Promise<Finding[]> {
  const { agentModel, judgeModel, judge } = settings;
  const isSame = agentModel === judgeModel && judge.baseUrl === settings.baseUrl && judge.apiKey === settings.apiKey;
  const ask = (what: string, name: string, endpoint: ModelEndpoint) =>
    finding(what, () => tried({ what, name, endpoint, modelAt }));
  return await Promise.all([
    ask('Model', agentModel, settings),
    ...(isSame ? [] : [ask("Judge's model", judgeModel, judge)]),
  ]);
}

/** A person waits, so the first fault is the answer; its text comes from the server and names the setting to look at. */
async function tried({
  what,
  name,
  endpoint: { apiKey, baseUrl },
  modelAt,
}: Pick<ModelParts, 'modelAt'> & { what: string; name: string; endpoint: ModelEndpoint }): Promise<Finding> {
  const first = new AbortController();
  const onFault = (text: string) => first.abort(new UserError(text));
  await modelAt({ apiKey, baseUrl, patienceMs: PATIENCE_MS }, onFault).ask({
    model: name,
    system: 'This is a test of the connection.',
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Answer with the word: ready' }] }],
    maxTokens: 16,
    signal: first.signal,
  });
  return { what, ok: true, say: `${name} answers` };
}
