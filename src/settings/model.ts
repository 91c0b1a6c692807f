import { UserError } from '../errors.ts';
import type { Values } from './environment.ts';

/** Where a model is asked. */
export interface ModelEndpoint {
  /** Null only with a base URL of one's own that asks for no key. */
  apiKey: string | null;
  baseUrl: string | null;
  patienceMs: number;
}

export interface ModelSettings extends ModelEndpoint {
  agentModel: string;
  /** The agent profile's name. */
  agentProfile: string;
  judgeModel: string;
  /** Where the judge's model is asked: as the agent's, unless set apart. Temperature null: the model's own. */
  judge: ModelEndpoint & { temperature: number | null };
}

/** The agent's key is never sent to an address that is the judge's alone. */
function judgeEndpoint(it: Values, agent: ModelEndpoint): Pick<ModelEndpoint, 'apiKey' | 'baseUrl'> {
  const own = it.FETTLE_JUDGE_BASE_URL !== undefined && it.FETTLE_JUDGE_BASE_URL !== it.ANTHROPIC_BASE_URL;
  return {
    apiKey: it.FETTLE_JUDGE_API_KEY ?? (own ? null : agent.apiKey),
    baseUrl: it.FETTLE_JUDGE_BASE_URL ?? agent.baseUrl,
  };
}

/** Throws a UserError where there is no way to a model. */
export function modelSettings(it: Values): ModelSettings {
  if (it.ANTHROPIC_API_KEY === undefined && it.ANTHROPIC_BASE_URL === undefined) {
    throw new UserError(
      'ANTHROPIC_API_KEY is not set: create a key in the Anthropic console, or set ANTHROPIC_BASE_URL to a gateway of your own.',
    );
  }
  const endpoint: ModelEndpoint = {
    apiKey: it.ANTHROPIC_API_KEY ?? null,
    baseUrl: it.ANTHROPIC_BASE_URL ?? null,
    patienceMs: it.FETTLE_MODEL_PATIENCE_SECONDS * 1000,
  };
  return {
    ...endpoint,
    agentModel: it.FETTLE_AGENT_MODEL,
    agentProfile: it.FETTLE_AGENT_PROFILE,
    judgeModel: it.FETTLE_JUDGE_MODEL,
    judge: { ...endpoint, ...judgeEndpoint(it, endpoint), temperature: it.FETTLE_JUDGE_TEMPERATURE ?? null },
  };
}
