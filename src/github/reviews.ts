import { IdAnswer, ReviewAnswer, ReviewCommentAnswer } from './answers.ts';
import { type Context, orElse } from './repository.ts';
import type { GitHub } from './types.ts';

/** Reviews of a pull request, their remarks on lines, and our answers to them. */
export function reviewCalls({ at, connection }: Context): Pick<GitHub, 'reviews' | 'reviewComments' | 'answerThread'> {
  const all = (number: number) =>
    connection.pages(
      'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments',
      { ...at, pull_number: number },
      ReviewCommentAnswer,
    );
  return {
    reviews: (number) =>
      connection.retrying(`reading the reviews of ${number}`, () =>
        connection.pages(
          'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
          { ...at, pull_number: number },
          ReviewAnswer,
        ),
      ),
    reviewComments: (number) => connection.retrying(`reading the remarks on ${number}`, () => all(number)),
    answerThread: (number, id, marker, text) =>
      connection.retrying(`answering a review of ${number}`, async () => {
        const answered = (await all(number)).some((it) => it.inReplyTo === id && it.body.startsWith(marker));
        if (answered) return;
        const route = 'POST /repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies';
        // A thread that was deleted meanwhile needs no answer.
        await orElse(null, [404, 422], () =>
          connection.ask(route, { ...at, pull_number: number, comment_id: id, body: `${marker}\n${text}` }, IdAnswer),
        );
      }),
  };
}
