import { type AnthropicOptions, anthropicModel } from '../../src/agent/anthropic.ts';
import { NOTHING_SPENT } from '../../src/agent/budget.ts';
import { type AgentResult, type AgentRun, runAgent } from '../../src/agent/loop.ts';
import { taskMessage } from '../../src/agent/feedback.ts';
import { profileOf } from '../../src/agent/profiles/profile.ts';
import { systemPrompt } from '../../src/agent/prompts/prompts.ts';
import type { StoredEntry } from '../../src/agent/resume.ts';
import { agentTools } from '../../src/agent/tools/agent-tools.ts';
import type { ModelSettings } from '../../src/settings.ts';
import type { Script, Step } from '../support/model/script.ts';
import { type ModelServer, type ModelServerOptions, startModelServer } from '../support/model/server.ts';
import { LocalSandbox } from './local-sandbox.ts';

export const ADD = 'export function add(a, b) {\n  return a - b;\n}\n';

export function modelSettings(url: string, change: Partial<ModelSettings> = {}): ModelSettings {
  return {
    apiKey: 'sk-test-key',
    baseUrl: url,
    agentModel: 'claude-sonnet-5-5',
    agentProfile: 'fettle',
    judgeModel: 'claude-opus-5-5',
    patienceMs: 10_000,
    judge: { apiKey: 'sk-test-key', baseUrl: url, patienceMs: 10_000, temperature: null },
    ...change,
  };
}

export interface Story {
  server: ModelServer;
  sandbox: LocalSandbox;
  /** What a store would hold, in the order it was written. */
  stored: StoredEntry[];
  faults: string[];
  go(change?: Partial<AgentRun>): Promise<AgentResult>;
  end(): Promise<void>;
}

/** An agent on a tiny repository, with a model that plays `steps` over HTTP. */
export async function tell(
  steps: readonly Step[] | NonNullable<Script['agent']>,
  options: { settings?: Partial<ModelSettings>; client?: AnthropicOptions; server?: Partial<ModelServerOptions> } = {},
): Promise<Story> {
  const server = await startModelServer({ script: { agent: steps }, ...options.server });
  const sandbox = await LocalSandbox.holding({ 'src/add.js': ADD });
  const stored: StoredEntry[] = [];
  const faults: string[] = [];
  const model = anthropicModel(modelSettings(server.url, options.settings), {
    backoffMs: 5,
    onFault: (text) => faults.push(text),
    ...options.client,
  });
  const first = taskMessage({ title: 'add() subtracts', body: 'It should add.', comments: [], request: null });
  return {
    server,
    sandbox,
    stored,
    faults,
    go: (change = {}) =>
      runAgent({
        model,
        modelName: 'claude-sonnet-5-5',
        system: systemPrompt(),
        messages: [first],
        tools: agentTools(sandbox, profileOf('fettle')),
        budget: { maxTurns: 50, maxCostUsd: 10, maxMs: 600_000, maxContextTokens: 200_000 },
        spent: NOTHING_SPENT,
        signal: new AbortController().signal,
        onIntent: async (reply) => void stored.push({ kind: 'intent', reply }),
        onTurn: async (turn) => void stored.push({ kind: 'turn', turn }),
        ...change,
      }),
    end: async () => {
      await server.close();
      await sandbox.close();
    },
  };
}
