import { createHash } from 'node:crypto';
import { type ContentBlock, type Message, type Model, type ModelReply, ModelUnavailable } from '../../agent/types.ts';
import { CRITERIA } from '../../judge/types.ts';

/** One thing that an agent's model says: commands in the sandbox, giving up, its last words, or silence for good. */
export type Step = { bash: string } | { cannotDo: string } | { say: string } | { dies: string };

/** A model that says what `steps` give for how far its conversation has come, and costs nothing. */
export function scriptedAgent(steps: (at: { turn: number; repairs: boolean }) => Step): Model {
  return {
    async ask({ model, messages, signal }) {
      signal.throwIfAborted();
      const step = steps({ turn: turnsIn(messages), repairs: isRepair(messages) });
      if ('dies' in step) throw new ModelUnavailable(step.dies);
      return reply(model, contentOf(step, turnsIn(messages)));
    },
  };
}

/** A judge who approves of everything: what is wrong must be found by others. */
export function approvingJudge(): Model {
  const criteria = Object.fromEntries(CRITERIA.map((name) => [name, { met: true, why: 'as scripted' }]));
  const text = JSON.stringify({ criteria, objections: [], unrequested: [], verdict: 'approve' });
  return { ask: async ({ model }) => reply(model, [{ type: 'text', text }]) };
}

/** A judge that nobody reaches. */
export function deadJudge(): Model {
  return {
    ask: async () => {
      throw new ModelUnavailable('scripted: the server of the judge is gone');
    },
  };
}

const turnsIn = (messages: readonly Message[]): number => messages.filter(({ role }) => role === 'assistant').length;

/** The task comes with what CI said. */
const isRepair = (messages: readonly Message[]): boolean =>
  messages[0]?.content.some((block) => block.type === 'text' && block.text.includes('CI is red on your change')) ??
  false;

function contentOf(step: Exclude<Step, { dies: string }>, turn: number): ContentBlock[] {
  if ('say' in step) return [{ type: 'text', text: step.say }];
  const [name, input] = 'bash' in step ? ['bash', { command: step.bash }] : ['cannot_do', { reason: step.cannotDo }];
  return [{ type: 'tool_use', id: `scripted_${turn}`, name, input }];
}

const reply = (model: string, content: ContentBlock[]): ModelReply => ({
  content,
  stopReason: content.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end_turn',
  usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
  costUsd: 0,
  model,
});

/** Looks like a token of GitHub's and is none; made when it is needed, so that it stands in no file of ours. */
export const madeUpToken = (seed: string): string =>
  `gh${'p'}_${createHash('sha256').update(seed).digest('base64').replace(/\W/g, '').padEnd(36, 'x').slice(0, 36)}`;
