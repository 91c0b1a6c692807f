import type { Message, Model, ModelReply, Usage } from '../agent/types.ts';
import type { DiffHunks } from './diff-hunks.ts';
import { JudgeFailed } from './types.ts';
import { type Answered, parseVerdict, verdictSchema } from './verdict.ts';

/** What a judge is asked with. */
export interface JudgeContext {
  model: Model;
  modelName: string;
  signal: AbortSignal;
  /** Text of the prompt to judge with; absent for the one that ships. */
  prompt?: string;
  /** Absent: the model's own, since some models take no other. */
  temperature?: number;
}

/** Room for the answer and for thinking before it. */
const MAX_TOKENS = 16_000;
/** A reply that is no verdict is asked for again twice. */
const TRIES = 3;

/** Asks one judge, and counts what all its requests for one change use. */
export class Asker {
  readonly #context: JudgeContext & { prompt: string };
  readonly #hunks: DiffHunks;
  usage: Usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
  costUsd = 0;
  /** The model that answered last, as its server names it. */
  model = '';

  constructor(context: JudgeContext & { prompt: string }, hunks: DiffHunks) {
    this.#context = context;
    this.#hunks = hunks;
  }

  /**
   * An objection that cites nothing in the diff counts for nothing. A veto without any that counts is asked for once
   * more, in a fresh context; when the second answer is such a veto too, the judge abstains.
   */
  async ask(message: Message): Promise<Answered> {
    const first = await this.#once(message);
    if (!baseless(first)) return first;
    const second = await this.#once(message);
    return baseless(second) ? { ...second, verdict: 'abstain' } : second;
  }

  async #once(message: Message): Promise<Answered> {
    const { model, modelName, prompt, temperature, signal } = this.#context;
    for (let tries = 1; ; tries += 1) {
      const reply = await model.ask({
        model: modelName,
        system: prompt,
        messages: [message],
        maxTokens: MAX_TOKENS,
        schema: verdictSchema(),
        signal,
        ...(temperature === undefined ? {} : { temperature }),
      });
      this.#count(reply);
      const failed = hopeless(reply);
      if (failed) throw new JudgeFailed(failed.reason, failed.text, this.costUsd);
      // Cut off at the output limit, JSON may still parse when the cut is in what follows it; it is not trusted.
      const answer = reply.stopReason === 'max_tokens' ? null : parseVerdict(reply.content, this.#hunks);
      if (answer) return answer;
      if (tries >= TRIES) {
        const text = `the judge's model gave no usable verdict in ${TRIES} tries`;
        throw new JudgeFailed('no_verdict', text, this.costUsd);
      }
    }
  }

  #count({ usage, costUsd, model }: ModelReply): void {
    const sum = this.usage;
    this.usage = {
      input: sum.input + usage.input,
      output: sum.output + usage.output,
      cacheRead: sum.cacheRead + usage.cacheRead,
      cacheWrite: sum.cacheWrite + usage.cacheWrite,
    };
    this.costUsd += costUsd;
    this.model = model;
  }
}

const baseless = ({ verdict, objections }: Answered): boolean =>
  verdict === 'veto' && !objections.some(({ cited }) => cited);

function hopeless(reply: ModelReply): { reason: JudgeFailed['reason']; text: string } | null {
  if (reply.stopReason === 'refusal') return { reason: 'refused', text: "the judge's model refused to answer" };
  if (reply.stopReason === 'model_context_window_exceeded') {
    return { reason: 'too_large', text: "the change is too large for the judge's model" };
  }
  return null;
}
