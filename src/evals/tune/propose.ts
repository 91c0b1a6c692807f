import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Model, ModelReply } from '../../agent/types.ts';
import { clip } from '../../text/clip.ts';
import { fence } from '../../text/fence.ts';
import { showHidden } from '../../text/show-hidden.ts';
import type { JudgeCase } from '../judge-case.ts';

/** A case that was judged wrongly, and what was said of it. */
export interface Failure {
  it: JudgeCase;
  answer: string;
  said: string;
}

/** What a model thinks the prompt should be. `prompt` is null where no answer could be read, and `changed` says why. */
export interface Proposal {
  prompt: string | null;
  changed: string;
  costUsd: number;
}

const Answer = z.object({ changed: z.string(), prompt: z.string() });
/** Room for a whole prompt and for thinking before it. */
const MAX_TOKENS = 32_000;
/** Characters of one case's diff and of other texts: what matters is near its ends or short. */
const MAX_DIFF = 6_000;
const MAX_TEXT = 2_000;

/** Asks for a better prompt, once. Throws what the model throws (ModelUnavailable, abort). */
export async function propose(
  { model, modelName, signal }: { model: Model; modelName: string; signal: AbortSignal },
  prompt: string,
  failures: readonly Failure[],
): Promise<Proposal> {
  const { $schema: _, ...schema } = z.toJSONSchema(Answer, { target: 'draft-7' });
  const reply = await model.ask({
    model: modelName,
    system: readFileSync(new URL('./proposer.md', import.meta.url), 'utf8'),
    messages: [{ role: 'user', content: [{ type: 'text', text: question(prompt, failures) }] }],
    maxTokens: MAX_TOKENS,
    schema,
    signal,
  });
  const answer = reply.stopReason === 'max_tokens' ? null : (Answer.safeParse(valueIn(reply)).data ?? null);
  return {
    prompt: answer?.prompt ?? null,
    changed: answer?.changed ?? `no answer that can be read (${reply.stopReason})`,
    costUsd: reply.costUsd,
  };
}

function question(prompt: string, failures: readonly Failure[]): string {
  const cases = failures.map(({ it, answer, said }, at) =>
    [
      `Mistake ${at + 1}: the change is ${it.label}, and the reviewer said ${answer}.`,
      fence('task', clip(showHidden(it.prompt), MAX_TEXT)),
      fence('diff', clip(showHidden(it.diff), MAX_DIFF)),
      fence('why it has this label', clip(it.why, MAX_TEXT)),
      fence('what the reviewer said', clip(showHidden(said), MAX_TEXT)),
    ].join('\n'),
  );
  return ['The instructions as they are now:', fence('instructions', prompt), ...cases].join('\n\n');
}

/** JSON as bare text or, as some servers do for schemas, as the input of a tool call. */
function valueIn({ content }: ModelReply): unknown {
  const call = content.find((block) => block.type === 'tool_use');
  if (call !== undefined) return call.input;
  try {
    return JSON.parse(content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join(''));
  } catch {
    return null;
  }
}
