import { createHash } from 'node:crypto';
import type { Request, RequestReply } from '../../agent/tools/request.ts';
import type { RepoConfig } from '../../repo-config.ts';
import type { Requests } from '../change.ts';
import type { RunParts } from '../parts.ts';
import type { AskedFor, RequestAnswer, Run } from '../types.ts';
import { subjectOf, whatIsMissing } from './grants.ts';
import { policyFor } from './policy.ts';
import { answerMessage, missingLine } from './say-request.ts';

/** An agent that asks for ever would keep people busy. */
const MAX_REQUESTS = 10;

/**
 * How requests of a run's agent are answered. What is asked for twice is answered once, and a no holds for every spelling
 * of it. `installs`: whether dependencies are fetched at all.
 */
export function requestsOf(run: Run, config: RepoConfig, installs: boolean, parts: RunParts): Requests {
  const { store, settings } = parts;

  function byPolicy(request: Request): RequestAnswer | null {
    if (request.kind === 'question') return null; // it is people's to answer
    const missing = whatIsMissing(request, settings.offer, installs);
    if (missing !== null) return { verdict: 'impossible', by: null, words: missing };
    const answer = policyFor(request, settings.requests, config.requests);
    if (answer === 'deny') return { verdict: 'deny', by: null, words: 'the settings do not allow it' };
    return answer === 'allow' ? { verdict: 'allow', by: null, words: 'allowed by the settings' } : null;
  }

  return {
    ask: async (request): Promise<RequestReply> => {
      const key = keyOf(request);
      const before = await store.requests(run.id);
      const refused = before.find((it) => isNo(it) && subjectOf(it.request) === subjectOf(request));
      if (refused !== undefined) return { kind: 'refused', text: refusedText(refused) };
      if (before.length >= MAX_REQUESTS && !before.some((it) => it.key === key))
        return { kind: 'refused', text: `No more than ${MAX_REQUESTS} requests are taken in one run.` };
      const question = before.find((it) => it.request.kind === 'question');
      if (request.kind === 'question' && question !== undefined)
        return question.answer === null
          ? { kind: 'later', key: question.key }
          : { kind: 'refused', text: ASKED_BEFORE };
      const asked = await store.addRequest(run.id, key, request, byPolicy(request));
      return isNo(asked) ? { kind: 'refused', text: refusedText(asked) } : { kind: 'later', key };
    },
    answer: async (key) => answerMessage(found(await store.requests(run.id), key)),
  };
}

const ASKED_BEFORE =
  'One question was asked in this run, and there is no second one. Go on with what you know; if the task is still too vague, call cannot_do and name what is missing.';

function found(requests: readonly AskedFor[], key: string): AskedFor {
  const asked = requests.find((it) => it.key === key);
  if (asked === undefined) throw new Error('a request is not there after it was stored');
  return asked;
}

const isNo = ({ answer }: AskedFor): boolean => answer !== null && answer.verdict !== 'allow';

const refusedText = (asked: AskedFor): string =>
  `Not granted: ${missingLine(asked)}. Go on without it; if the task can't be done then, call cannot_do and name what is missing.`;

function keyOf(request: Request): string {
  const env = Object.entries(request.env ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([subjectOf(request), env]))
    .digest('hex')
    .slice(0, 16);
}

/** What was granted to a run, oldest first. */
export const granted = (requests: readonly AskedFor[]): AskedFor[] =>
  requests.filter(({ request, answer }) => request.kind !== 'question' && answer?.verdict === 'allow');

/** What a run asked for and did not get, line by line; null when there is nothing. */
export function missing(requests: readonly AskedFor[]): string | null {
  const lines = requests.filter(isNo).map(missingLine);
  return lines.length === 0 ? null : lines.join('\n');
}
