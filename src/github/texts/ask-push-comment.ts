import type { TreeChange } from '../../sandbox/types.ts';
import { codeBlock, details } from '../../text/markdown.ts';
import { createRedactor, type Redactor } from '../../text/redact.ts';
import { foreign, MAX_CHARACTERS } from './foreign.ts';

export const askPushMarker = (runId: string, tree: string): string => `<!-- fettle:ask-push=${runId}:${tree} -->`;
/** Begins a comment that shows a part of the patch and asks nothing. */
export const pushPartMarker = (runId: string, tree: string, part: number): string =>
  `<!-- fettle:push-part=${runId}:${tree}:${part} -->`;

/** Files that are listed by name; the others are counted. */
const MAX_FILES = 100;
/** Comments that show a long patch. What does not fit into them nobody reads before a yes. */
export const MAX_PARTS = 3;
/** Room for our own words around a part. */
const PART_CHARACTERS = MAX_CHARACTERS - 1_000;

export interface AskPushText {
  runId: string;
  tree: string;
  /** Why it is asked, one sentence of ours that may hold a login. */
  why: string;
  changes: readonly Pick<TreeChange, 'path' | 'status'>[];
  diff: string;
  label: string;
  /** How long people have for an answer. */
  answerDays: number;
  redact?: Redactor;
}

/**
 * Shows the whole change before CI runs it, and asks for the word: in one comment, or with the patch in up to three
 * comments before the one that asks. Null where it can't be shown whole, since nobody can agree to what they can't see.
 */
export function askPushTexts(text: AskPushText): { parts: string[]; question: string } | null {
  // Before it is cut, so that no secret is cut in two.
  const patch = createRedactor()(text.redact?.(text.diff) ?? text.diff).trimEnd();
  const alone = question(text, `The patch (${filesIn(text)})`, `\n${codeBlock(patch)}`);
  if (alone.length <= MAX_CHARACTERS) return { parts: [], question: alone };
  const pieces = cutAtLines(patch, PART_CHARACTERS);
  if (pieces === null || pieces.length > MAX_PARTS) return null;
  const { runId, tree } = text;
  const parts = pieces.map((piece, at) =>
    [
      `${pushPartMarker(runId, tree, at + 1)}\n**The change, part ${at + 1} of ${pieces.length}.** The question comes after the last part.`,
      details(`Part ${at + 1} of the patch`, codeBlock(piece)),
    ].join('\n\n'),
  );
  const where = `\nThe whole patch is too long for one comment. It stands in the ${pieces.length} comments before this one, in order.`;
  const asked = question(text, `What it changes (${filesIn(text)})`, where);
  return [...parts, asked].every((it) => it.length <= MAX_CHARACTERS) ? { parts, question: asked } : null;
}

function question({ runId, tree, why, changes, label, answerDays, redact }: AskPushText, title: string, patch: string) {
  const say = foreign(redact);
  const listed = changes.slice(0, MAX_FILES).map(({ path, status }) => `- ${status}: ${say.code(path, 200)}`);
  const more = changes.length > MAX_FILES ? [`- and ${changes.length - MAX_FILES} more`] : [];
  return [
    `${askPushMarker(runId, tree)}\n**The change is ready. Shall it be pushed?**`,
    `${say.line(why)} A pushed branch runs in this repository's CI, with the secrets that CI gives to branches; look for anything that reads the environment, the network or files outside of the repository.`,
    details(title, [...listed, ...more, patch].join('\n')),
    `Comment \`/fettle push\` to have it pushed and a draft pull request opened (you must be allowed to write to this repository). To drop it, comment \`/fettle deny\`, take the label ${say.code(label)} off or close the issue. Nothing happens until then; without an answer within ${answerDays} days it is dropped.`,
  ].join('\n\n');
}

const filesIn = ({ changes }: AskPushText): string => `${changes.length} ${changes.length === 1 ? 'file' : 'files'}`;

/** Pieces of whole lines that each fit as a code block; null where one line alone does not. */
function cutAtLines(text: string, most: number): string[] | null {
  const pieces: string[] = [];
  let piece: string[] = [];
  let size = 0;
  for (const line of text.split('\n')) {
    const length = codeBlock(line).length;
    if (length > most) return null;
    if (size + length > most) {
      pieces.push(piece.join('\n'));
      piece = [];
      size = 0;
    }
    piece.push(line);
    size += length;
  }
  return [...pieces, piece.join('\n')];
}
