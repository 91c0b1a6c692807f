import { clip } from '../../text/clip.ts';
import { answerIn } from '../../text/command.ts';
import { cancelledRun, noPullRequest } from '../end.ts';
import type { AskedFor, Outcome } from '../types.ts';

/** What a command answers to a question on the task: no, or the words as they are. */
export function answerToQuestion(command: string): { verdict: 'allow' | 'deny'; words: string } | null {
  const said = answerIn(command);
  if (said?.word === 'deny') return { verdict: 'deny', words: said.words };
  return command.trim() === '' ? null : { verdict: 'allow', words: command.trim() };
}

/** How a run ends whose question got no answer that it could go on with; null while it can. */
export function endOfQuestion(requests: readonly AskedFor[]): Outcome | null {
  const [asked] = requests.filter(({ request }) => request.kind === 'question');
  if (asked === undefined || asked.answer === null) return null;
  const { verdict, by, words } = asked.answer;
  const question = clip(asked.request.why, 500);
  if (verdict === 'deny')
    return cancelledRun(
      `${by ?? 'The operator'} dropped it instead of answering its question${words === '' ? '' : `: ${words}`}`,
      'person',
    );
  if (verdict === 'impossible')
    return noPullRequest('blocked', `The task is too vague to verify, and ${words}. The question was:\n${question}`);
  return null;
}
