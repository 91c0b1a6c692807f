import type { AskedFor } from '../../runs/types.ts';
import { details } from '../../text/markdown.ts';
import { firstSentences } from '../../text/sentences.ts';
import type { Report } from '../../verifiers/types.ts';
import type { ChangeText } from './change-text.ts';
import { plural } from './figures.ts';
import { type Foreign, itemsIn, listed } from './foreign.ts';

/** What an agent says of its work in two sentences is what a reviewer reads; each of them at most this long. */
const SENTENCES = 2;
const MAX_SENTENCE = 300;

/** Above everything else that is shown as evidence: absence of evidence is not green. '' where all was verified. */
export function notVerified(reports: readonly Report[], say: Foreign, room: number): string {
  const not = reports.filter((report) => report.result === 'could_not_run');
  if (not.length === 0) return '';
  const line = ({ check, reason, summary }: Report) =>
    `> - ${say.code(check, 100)} (${reason ?? 'no reason given'}): ${say.line(summary)}`;
  const shown = listed(not, itemsIn(room), line, (left) => `> - and ${plural(left, 'more check')}`);
  return ['> [!WARNING]', '> **Not verified.** Look at these yourself before you merge:', ...shown].join('\n');
}

/** The words that were asked for, who asked, and where that can be read. */
export function whatWasAsked(text: ChangeText, say: Foreign, room: number): string {
  const { run, links } = text;
  const { title, request, requestedBy } = run.task;
  const what = request === null ? title : `${title}\n\n${request}`;
  const comment = run.trigger.kind === 'command' ? /^comment:(\d+)$/.exec(run.trigger.key)?.[1] : undefined;
  const where =
    comment === undefined
      ? `in #${run.issue}`
      : `with [a comment](${links.repository}/issues/${run.issue}#issuecomment-${comment}) in #${run.issue}`;
  return `### What was asked\n${say.quoted(what, Math.min(room, 1_500))}\n\nBy ${say.code(requestedBy)}, ${where}.${whatWasSettled(text, say, room)}`;
}

/** The plan that was agreed to, and the question that was answered, before anything was changed. */
function whatWasSettled({ run, links, settled }: ChangeText, say: Foreign, room: number): string {
  if (settled === undefined) return '';
  const { plan, planComment, answers } = settled;
  const asked = answers.map(
    ({ question, by, words }) =>
      `\n\n${say.code(by)} answered a question on it:\n\n${say.quoted(question, 500)}\n\n${say.quoted(words, Math.min(room, 1_000))}`,
  );
  if (plan === null) return asked.join('');
  const issue = `${links.repository}/issues/${run.issue}`;
  const comment = planComment === null ? 'a plan' : `[a plan](${issue}#issuecomment-${planComment})`;
  const words = plan.words.trim() === '' ? '' : ` and said:\n\n${say.quoted(plan.words, Math.min(room, 1_000))}`;
  return `${asked.join('')}\n\n${say.code(plan.by)} agreed to ${comment} for it before anything was changed${words === '' ? '.' : words}`;
}

/** The first attempt made the change; what later ones did stands under the attempts. */
export function whatWasDone({ attempts }: ChangeText, say: Foreign, room: number): string {
  // The zeroth only read, for a plan.
  const summary = attempts.find((attempt) => attempt.number > 0 && attempt.summary?.trim())?.summary;
  if (!summary) return '';
  const brief = firstSentences(summary, SENTENCES, MAX_SENTENCE);
  const words = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
  const all = words(brief) === words(summary);
  const whole = all || room === 0 ? '' : `\n\n${details('All that the agent says of it', say.quoted(summary, room))}`;
  const shown = brief === '' ? 'It says nothing in sentences.' : say.quoted(brief, 2 * MAX_SENTENCE + 1);
  return `### What was done\nIn the agent's own words:\n\n${shown}${whole}`;
}

/** What the agent asked for and was given beyond its sandbox. */
export function whatWasGranted(granted: readonly AskedFor[], say: Foreign, room: number): string {
  if (granted.length === 0) return '';
  const line = ({ request: { kind, name, why }, answer }: AskedFor) => {
    const by = answer?.by === null || answer === null ? "the operator's settings" : say.code(answer.by);
    return `- ${kind} ${say.code(name, 200)}, by ${by}: ${say.line(why)}`;
  };
  const shown = listed(granted, itemsIn(room), line, (left) => `- and ${left} more`);
  return `### What was granted\nAsked for by the agent, and given to agent and checks of this run:\n\n${shown.join('\n')}`;
}
