import type { GitHub } from '../github/types.ts';
import { type Answer, answerIn, commandIn } from '../text/command.ts';
import { MAY_ASK } from './may-ask.ts';

/**
 * The first command in the comments of these places that `read` makes something of, by somebody who may write to the
 * repository. GitHub's numbers grow: what has a smaller one than `after`, the comment that asks, was written before anybody
 * could read the question. Comments are read anew each time, so that no answer is lost with its webhook.
 */
export async function spoken<Said extends object>(
  places: ReadonlySet<number>,
  after: number,
  read: (command: string) => Said | null,
  github: GitHub,
): Promise<(Said & { by: string; commentId: number }) | null> {
  for (const place of places) {
    for (const { id, author, body } of await github.comments(place)) {
      const command = id > after && !author.isBot ? commandIn(body) : null;
      const said = command === null ? null : read(command);
      if (said === null) continue;
      if (MAY_ASK.has(await github.permission(author.login))) return { ...said, by: author.login, commentId: id };
    }
  }
  return null;
}

/** The first of these words that answers a question of ours; see `spoken`. */
export async function spokenAnswer<Word extends Answer['word']>(
  places: ReadonlySet<number>,
  after: number,
  words: readonly Word[],
  github: GitHub,
): Promise<{ word: Word; words: string; by: string } | null> {
  return spoken(
    places,
    after,
    (command) => {
      const said = answerIn(command);
      const word = words.find((it) => it === said?.word);
      return said === null || word === undefined ? null : { word, words: said.words };
    },
    github,
  );
}
