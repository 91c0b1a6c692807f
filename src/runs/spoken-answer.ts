import type { GitHub } from '../github/types.ts';
import { type Answer, answerIn, commandIn } from '../text/command.ts';
import { MAY_ASK } from './may-ask.ts';

/**
 * The first answer to a question of ours in the comments of these places, by somebody who may write to the repository.
 * GitHub's numbers grow: what has a smaller one than `after`, the comment that asks, was written before anybody could
 * read the question. Comments are read anew each time, so that no answer is lost with its webhook.
 */
export async function spokenAnswer<Word extends Answer['word']>(
  places: ReadonlySet<number>,
  after: number,
  words: readonly Word[],
  github: GitHub,
): Promise<{ word: Word; words: string; by: string } | null> {
  for (const place of places) {
    for (const { id, author, body } of await github.comments(place)) {
      const command = id > after && !author.isBot ? commandIn(body) : null;
      const said = command === null ? null : answerIn(command);
      const word = words.find((it) => it === said?.word);
      if (said === null || word === undefined) continue;
      if (MAY_ASK.has(await github.permission(author.login))) return { ...said, word, by: author.login };
    }
  }
  return null;
}
