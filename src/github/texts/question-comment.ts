import type { AskedFor } from '../../runs/types.ts';
import type { Foreign } from './foreign.ts';

/** One question on the task, then its answer. `marker` begins it; `answerDays`: how long people have. */
export function questionComment(
  { request, answer }: AskedFor,
  { marker, label, answerDays }: { marker: string; label: string; answerDays: number },
  say: Foreign,
): string {
  const asked = say.quoted(request.why, 1_000);
  if (answer === null)
    return [
      `${marker}\n**One question before Fettle goes on.** Without an answer, nobody could tell a right change from a wrong one.`,
      asked,
      `Comment \`/fettle\` followed by your answer (you must be allowed to write to this repository). The run goes on with it, and asks no second question. To drop it, comment \`/fettle deny\`, take the label ${say.code(label)} off or close the issue. Without an answer within ${answerDays} days it ends.`,
    ].join('\n\n');
  const by = answer.by === null ? '' : ` by ${say.code(answer.by)}`;
  const verdict = { allow: `Answered${by}`, deny: `Dropped${by}`, impossible: 'Nobody answered' }[answer.verdict];
  const words = answer.words.trim() === '' ? [] : [say.quoted(answer.words, 4_000)];
  return [`${marker}\n**Fettle asked one question. ${verdict}.**`, asked, ...words].join('\n\n');
}
