import type { AskedFor } from '../../runs/types.ts';
import type { Redactor } from '../../text/redact.ts';
import { type Foreign, foreign } from './foreign.ts';
import { questionComment } from './question-comment.ts';

export const askRequestMarker = (runId: string, key: string): string => `<!-- fettle:ask=${runId}:${key} -->`;

export interface AskRequestText {
  runId: string;
  asked: AskedFor;
  label: string;
  /** How long people have for an answer. */
  answerDays: number;
  /** Whose tick did not count. */
  undone?: string;
  redact?: Redactor;
}

/** What a yes means, so that nobody has to guess. */
const MEANS: Record<Exclude<AskedFor['request']['kind'], 'question'>, string> = {
  host: 'A yes lets the phase that fetches dependencies reach this host. Agent and checks stay without any network.',
  service: 'A yes starts this image beside the sandbox, without a way out, for agent and checks of this run.',
  platform: "A yes runs agent and checks of this run in the operator's image that has it.",
  tool: "A yes runs agent and checks of this run in the operator's image that has it.",
  secret:
    'No secret ever enters the sandbox. Do the call yourself where you agree, and answer with what the agent needs to know of it, never with the secret: `/fettle allow` followed by your words.',
};

/** One comment for each request: the question with its boxes, then who answered what. */
export function askRequestComment({ runId, asked, label, answerDays, undone, redact }: AskRequestText): string {
  const say = foreign(redact);
  const { request, answer } = asked;
  const { kind } = request;
  if (kind === 'question')
    return questionComment(asked, { marker: askRequestMarker(runId, asked.key), label, answerDays }, say);
  const env = Object.entries(request.env ?? {}).map(([name, value]) => say.code(`${name}=${value}`, 300));
  const question = [
    `${askRequestMarker(runId, asked.key)}\n**The agent asks for the ${kind} ${say.code(request.name, 200)}.**`,
    `Why, in its own words:\n\n${say.quoted(request.why, 1_000)}`,
    ...(env.length === 0 ? [] : [`With ${env.join(', ')}.`]),
    MEANS[kind],
  ];
  if (answer !== null) return [...question, answered(asked, say)].join('\n\n');
  return [
    ...question,
    '- [ ] Allow it <!-- fettle:allow -->\n- [ ] Refuse it <!-- fettle:deny -->',
    `Tick a box, or comment \`/fettle allow\` or \`/fettle deny\` followed by why. Only people who may write to this repository are heard. Until then the run is parked; to end it, take the label ${say.code(label)} off or close the issue.`,
    ...(undone === undefined
      ? []
      : [`The tick by ${say.code(undone)} was undone: they may not write to this repository.`]),
  ].join('\n\n');
}

function answered({ answer }: AskedFor, say: Foreign): string {
  if (answer === null) return '';
  const verdict = answer.verdict === 'allow' ? 'Allowed' : 'Refused';
  const by = answer.by === null ? '' : ` by ${say.code(answer.by)}`;
  const words = answer.words.trim() === '' ? '' : `\n\n${say.quoted(answer.words, 1_000)}`;
  return `**${verdict}${by}.**${words}`;
}
