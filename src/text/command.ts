/**
 * What follows `/fettle` at the start of a line, to the comment's end; '' for the bare command, null without one.
 * A quoted line or one in a code block is talk about the command, not the command.
 */
export function commandIn(comment: string): string | null {
  const lines = comment.split(/\r?\n/);
  let fence: string | null = null;
  for (const [index, line] of lines.entries()) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== null) {
      if (mark?.startsWith(fence)) fence = null;
      continue;
    }
    if (mark !== undefined) {
      fence = mark;
      continue;
    }
    const found = /^ {0,3}\/fettle(?:[ \t]+(.*)|[ \t]*)$/i.exec(line);
    if (found) return [found[1] ?? '', ...lines.slice(index + 1)].join('\n').trim();
  }
  return null;
}

/** Why a command overrules the judge, '' where it gives no reason; null where it is about something else. */
export function overruleIn(command: string): string | null {
  const said = /^overrule(?:[.!,:]|(?![\w-]))([^]*)$/i.exec(command.trim());
  return said === null ? null : (said[1] ?? '').trim();
}

export interface Answer {
  word: 'push' | 'go' | 'allow' | 'deny';
  /** What was said beside it; foreign. */
  words: string;
}

/** What a command answers to a question of a run; null where it is a task of its own. */
export function answerIn(command: string): Answer | null {
  const plain = /^(push|go)[.!]?$/i.exec(command.trim())?.[1]?.toLowerCase();
  if (plain !== undefined) return { word: plain === 'go' ? 'go' : 'push', words: '' };
  const said = /^(allow|deny)\b[.!,:]?([^]*)$/i.exec(command.trim());
  if (said === null) return null;
  return { word: said[1]?.toLowerCase() === 'allow' ? 'allow' : 'deny', words: (said[2] ?? '').trim() };
}
