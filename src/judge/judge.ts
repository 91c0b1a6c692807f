import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Message, Model, ModelReply, Usage } from '../agent/types.ts';
import { fence } from '../text/fence.ts';
import { showHidden } from '../text/show-hidden.ts';
import { type JudgeInput, JudgeFailed, type Verdict } from './types.ts';
import { parseVerdict, verdictSchema } from './verdict.ts';

export interface Judged extends Verdict {
  usage: Usage;
  /** Of all requests that it took. */
  costUsd: number;
}

export interface JudgeContext {
  model: Model;
  modelName: string;
  signal: AbortSignal;
  /** Text of the prompt to judge with; absent for the one that ships. */
  prompt?: string;
}

/** Room for the answer and for thinking before it. */
const MAX_TOKENS = 16_000;
/** A reply that is no verdict is asked for again twice. */
const TRIES = 3;

/**
 * Asks a model in a fresh context, without tools, whether the diff does what the task asks and nothing else. A veto
 * whose objections all cite nothing that is in the diff is asked for once more; the second answer stands, whatever it
 * cites. Throws JudgeFailed when no verdict can be had, and what the model throws (ModelUnavailable, abort).
 */
export async function judge(context: JudgeContext, input: JudgeInput): Promise<Judged> {
  const prompt = context.prompt ?? shippedPrompt();
  const shown = withoutHidden(input);
  const ask = asker(context, prompt, judgeMessage(shown), shown.diff);
  const first = await ask();
  const persuades = first.verdict !== 'veto' || first.objections.some((objection) => objection.cited);
  return persuades ? first : ask();
}

/** The prompt file that the app judges with. */
export function shippedPrompt(): string {
  return readFileSync(new URL('./prompt.md', import.meta.url), 'utf8');
}

function asker(
  { model, modelName, signal }: JudgeContext,
  prompt: string,
  message: Message,
  diff: string,
): () => Promise<Judged> {
  const promptHash = createHash('sha256').update(prompt).digest('hex');
  let usage: Usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
  let costUsd = 0;
  return async () => {
    for (let tries = 1; ; tries += 1) {
      const reply = await model.ask({
        model: modelName,
        system: prompt,
        messages: [message],
        maxTokens: MAX_TOKENS,
        schema: verdictSchema(),
        signal,
      });
      usage = add(usage, reply.usage);
      costUsd += reply.costUsd;
      const failed = hopeless(reply);
      if (failed) throw new JudgeFailed(failed.reason, failed.text, costUsd);
      // Cut off at the output limit, JSON may still parse when the cut is in what follows it; it is not trusted.
      const verdict = reply.stopReason === 'max_tokens' ? null : parseVerdict(reply.content, diff);
      if (verdict) return { ...verdict, model: reply.model, promptHash, usage, costUsd };
      if (tries >= TRIES) {
        throw new JudgeFailed('no_verdict', `the judge's model gave no usable verdict in ${TRIES} tries`, costUsd);
      }
    }
  };
}

function hopeless(reply: ModelReply): { reason: JudgeFailed['reason']; text: string } | null {
  if (reply.stopReason === 'refusal') return { reason: 'refused', text: "the judge's model refused to answer" };
  if (reply.stopReason === 'model_context_window_exceeded') {
    return { reason: 'too_large', text: "the change is too large for the judge's model" };
  }
  return null;
}

/** What does not show is made to: a judge that reads other text than people do judges something else. */
const withoutHidden = ({ task, facts, diff }: JudgeInput): JudgeInput => ({
  task: showHidden(task),
  facts: showHidden(facts),
  diff: showHidden(diff),
});

/**
 * The one message that the judge sees. The diff is neither cut, indented nor escaped: a judge of half a change judges
 * wrongly. The lines around it carry a hash of the diff, so that nothing inside can pass for its end.
 */
export function judgeMessage({ task, facts, diff }: JudgeInput): Message {
  const code = createHash('sha256').update(diff).digest('hex').slice(0, 16);
  const text = [
    'The task, as it was filed:',
    fence('task', task),
    '',
    'Facts from deterministic checks of this change:',
    fence('facts', facts),
    '',
    'The whole change:',
    `===== diff ${code} begins =====`,
    diff.replace(/\n$/, ''),
    `===== diff ${code} ends =====`,
    '',
    'Judge this change against the task.',
  ].join('\n');
  return { role: 'user', content: [{ type: 'text', text }] };
}

function add(a: Usage, b: Usage): Usage {
  return {
    input: a.input + b.input,
    output: a.output + b.output,
    cacheRead: a.cacheRead + b.cacheRead,
    cacheWrite: a.cacheWrite + b.cacheWrite,
  };
}
