import { userMessage } from '../../agent/conversation.ts';
import type { Message } from '../../agent/types.ts';
import { fence } from '../../text/fence.ts';
import type { AskedFor } from '../types.ts';
import { serviceName } from './grants.ts';

/** What the agent is told: our words, and a person's as data. */
export function answerMessage({ request, answer }: AskedFor): Message {
  if (answer === null) throw new Error('a request without an answer has nothing to be told');
  const said = answer.words.trim() === '' ? [] : [fence('answer to your request', answer.words)];
  return userMessage([verdict({ request, answer }), ...said].join('\n\n'));
}

function verdict({ request, answer }: Pick<AskedFor, 'request'> & { answer: NonNullable<AskedFor['answer']> }): string {
  if (request.kind === 'question')
    return 'A person answered your question. Go on with the answer; there is no second question.';
  const what = `Your request (${request.kind})`;
  if (answer.verdict !== 'allow')
    return `${what} was not granted. Go on without it; if the task can't be done then, call cannot_do and name what is missing.`;
  switch (request.kind) {
    case 'host':
      return `${what} was granted: dependencies are fetched with this host allowed. The sandbox itself has no way out, as before. It is a new one with your files.`;
    case 'service':
      return `${what} was granted: it runs beside the sandbox, at the host name ${serviceName(request.name)}. The sandbox is a new one with your files.`;
    case 'platform':
    case 'tool':
      return `${what} was granted: the sandbox is a new one, from an image that has it, with your files.`;
    case 'secret':
      return `${what} was answered by a person. No secret is in the sandbox, as before.`;
  }
}

/** One line for people: what was asked for and what came of it. */
export function missingLine({ request, answer }: AskedFor): string {
  const by = answer?.by ?? null;
  const what = `${request.kind} "${request.name}"`;
  if (answer === null) return `${what}: nobody answered`;
  const words = answer.words === '' ? '' : `: ${answer.words}`;
  if (answer.verdict === 'impossible') return `${what}: not to be had here${words}`;
  return `${what}: refused by ${by ?? 'the settings'}${words}`;
}
