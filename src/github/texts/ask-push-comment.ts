import type { TreeChange } from '../../sandbox/types.ts';
import { details } from '../../text/markdown.ts';
import type { Redactor } from '../../text/redact.ts';
import { fitted, foreign } from './foreign.ts';

export const askPushMarker = (runId: string, tree: string): string => `<!-- fettle:ask-push=${runId}:${tree} -->`;

/** Files that are listed by name; the others are counted. */
const MAX_FILES = 100;

export interface AskPushText {
  marker: string;
  /** Why it is asked, one sentence of ours that may hold a login. */
  why: string;
  changes: readonly Pick<TreeChange, 'path' | 'status'>[];
  diff: string;
  issue: number;
  redact?: Redactor;
}

/** Shows the change before CI runs it, and asks for the word. */
export function askPushComment({ marker, why, changes, diff, redact }: AskPushText): string {
  const say = foreign(redact);
  const listed = changes.slice(0, MAX_FILES).map(({ path, status }) => `- ${status}: ${say.code(path, 200)}`);
  const more = changes.length > MAX_FILES ? [`- and ${changes.length - MAX_FILES} more`] : [];
  const lines = diff.split('\n').length;
  return fitted((room) => {
    const shown = room * 9;
    const cut = diff.length > shown ? ` The patch has ${lines} lines and is cut in the middle here.` : '';
    return [
      `${marker}\n**The change is ready. Shall it be pushed?**`,
      `${say.line(why)} A pushed branch runs in this repository's CI, with the secrets that CI gives to branches; look for anything that reads the environment, the network or files outside of the repository.${cut}`,
      details(
        `The patch (${changes.length} ${changes.length === 1 ? 'file' : 'files'})`,
        [...listed, ...more, '', say.block(diff, shown)].join('\n'),
      ),
      'Comment `/fettle push` to have it pushed and a draft pull request opened (you must be allowed to write to this repository). To drop it, take the label off or close the issue. Nothing happens until then.',
    ].join('\n\n');
  });
}
