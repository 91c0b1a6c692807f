import { createHash } from 'node:crypto';
import type { Message } from '../agent/types.ts';
import { fence } from '../text/fence.ts';
import type { JudgeInput } from './types.ts';

/**
 * The one message that the judge sees of a change that one request holds. The diff is neither cut, indented nor escaped:
 * a judge of half a change judges wrongly. The lines around it carry a hash of the diff, so that nothing inside can pass
 * for its end.
 */
export function judgeMessage({ task, facts, diff }: JudgeInput): Message {
  return message([
    ...asked({ task, facts }),
    'The whole change:',
    ...marked('diff', diff),
    '',
    'Judge this change against the task.',
  ]);
}

interface PartText extends Pick<JudgeInput, 'task' | 'facts'> {
  number: number;
  of: number;
  manifest: string;
  /** The part's own diff. */
  diff: string;
}

/** One part of a change that is too long for one request, with a list of all that the change holds. */
export function partMessage({ task, facts, number, of, manifest, diff }: PartText): Message {
  return message([
    ...asked({ task, facts }),
    `The change is too long for one message: it is judged in ${of} parts, and this is part ${number}. All files and hunks of the change:`,
    ...marked('manifest', manifest),
    '',
    `Part ${number} of ${of}:`,
    ...marked('diff', diff),
    '',
    `Judge part ${number} of ${of} against the task.`,
  ]);
}

interface WholeText extends Pick<JudgeInput, 'task' | 'facts'> {
  manifest: string;
  /** What each part does for the task, as those said who saw it. */
  does: readonly string[];
}

/** The last question about a change that was judged in parts: whether they come to what was asked. */
export function wholeMessage({ task, facts, manifest, does }: WholeText): Message {
  return message([
    ...asked({ task, facts }),
    `The change is too long for one message: ${does.length} parts of it were read one by one. All files and hunks of the change:`,
    ...marked('manifest', manifest),
    '',
    'What each part does, in the words of its reader:',
    ...does.flatMap((text, at) => [`Part ${at + 1}:`, fence(`part ${at + 1}`, text)]),
    '',
    'Judge does_what_was_asked for all parts together.',
  ]);
}

const asked = ({ task, facts }: Pick<JudgeInput, 'task' | 'facts'>): string[] => [
  'The task, as it was filed:',
  fence('task', task),
  '',
  'Facts from deterministic checks of this change:',
  fence('facts', facts),
  '',
];

function marked(what: string, text: string): string[] {
  const code = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return [`===== ${what} ${code} begins =====`, text.replace(/\n$/, ''), `===== ${what} ${code} ends =====`];
}

const message = (lines: readonly string[]): Message => ({
  role: 'user',
  content: [{ type: 'text', text: lines.join('\n') }],
});
