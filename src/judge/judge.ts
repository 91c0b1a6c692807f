import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Usage } from '../agent/types.ts';
import { showHidden } from '../text/show-hidden.ts';
import { Asker, type JudgeContext } from './ask.ts';
import { diffHunks } from './diff-hunks.ts';
import { mergeVerdicts } from './merge.ts';
import { judgeMessage, partMessage, wholeMessage } from './message.ts';
import { intoParts, manifest, type Part, REQUEST_TOKENS, textOf, tokensIn } from './parts.ts';
import { type FileDiff, splitDiff } from './split-diff.ts';
import { type JudgeInput, JudgeFailed, type Verdict } from './types.ts';
import type { Answered } from './verdict.ts';

export type { JudgeContext } from './ask.ts';

export interface Judged extends Verdict {
  usage: Usage;
  /** Of all requests that it took. */
  costUsd: number;
}

/**
 * Asks a model in a fresh context, without tools, whether the diff does what the task asks and nothing else. A change that
 * is too long for one request is judged in parts. Throws JudgeFailed when no verdict can be had, and what the model throws
 * (ModelUnavailable, abort).
 */
export async function judge(context: JudgeContext, input: JudgeInput): Promise<Judged> {
  const prompt = context.prompt ?? shippedPrompt();
  const shown = withoutHidden(input);
  const files = splitDiff(shown.diff);
  const asker = new Asker({ ...context, prompt }, diffHunks(files));
  const fits = tokensIn(shown.task + shown.facts + shown.diff) <= REQUEST_TOKENS;
  const answer = fits ? await asker.ask(judgeMessage(shown)) : await inParts(asker, shown, files);
  const promptHash = createHash('sha256').update(prompt).digest('hex');
  return { ...answer, model: asker.model, promptHash, usage: asker.usage, costUsd: asker.costUsd };
}

/** The prompt file that the app judges with. */
export function shippedPrompt(): string {
  return readFileSync(new URL('./prompt.md', import.meta.url), 'utf8');
}

/** Each part is seen in full by one request, and the last one is asked what they come to. */
async function inParts(
  asker: Asker,
  { task, facts }: JudgeInput,
  files: readonly FileDiff[],
): Promise<Answered & { parts: number }> {
  // The mark of each hunk that a part holds takes room too.
  const around = tokensIn(task + facts + manifest(files, files));
  const parts = around < REQUEST_TOKENS / 2 ? intoParts(files, REQUEST_TOKENS - around) : null;
  if (parts === null) throw new JudgeFailed('too_large', "the change is too large for the judge's model", 0);
  const answers: Answered[] = [];
  for (const [at, part] of parts.entries()) {
    const list = manifest(files, part);
    const diff = textOfPart(part);
    answers.push(await asker.ask(partMessage({ task, facts, number: at + 1, of: parts.length, manifest: list, diff })));
  }
  const does = answers.map(({ criteria }) => criteria.does_what_was_asked.why);
  const whole = await asker.ask(wholeMessage({ task, facts, manifest: manifest(files), does }));
  return { ...mergeVerdicts(answers, whole), parts: parts.length };
}

const textOfPart = (part: Part): string => part.map(textOf).join('');

/** What does not show is made to: a judge that reads other text than people do judges something else. */
const withoutHidden = ({ task, facts, diff }: JudgeInput): JudgeInput => ({
  task: showHidden(task),
  facts: showHidden(facts),
  diff: showHidden(diff),
});
