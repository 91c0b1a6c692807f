import { Anything, CommentAnswer, IdAnswer, IssueAnswer, IssueEventAnswer, actorOf } from './answers.ts';
import { type Context, orElse } from './repository.ts';
import type { GitHub } from './types.ts';

type IssueCalls = Pick<
  GitHub,
  'issue' | 'comments' | 'labelled' | 'react' | 'upsertComment' | 'addLabels' | 'removeLabel'
>;

/** Issues, their comments and labels; pull requests are issues here too. */
export function issueCalls({ at, connection, identity, settings }: Context): IssueCalls {
  const allComments = (number: number) =>
    connection.pages(
      'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
      { ...at, issue_number: number },
      CommentAnswer,
    );

  /**
   * Others can write the marker too, so only what we wrote ourselves, and begins with it, counts. Where our login is a
   * guess, a bot's comment does: people can't pass for one.
   */
  async function findOwn(number: number, marker: string): Promise<number | null> {
    const we = await identity();
    const found = (await allComments(number)).find(
      ({ comment, viaAppId }) =>
        comment.body.trimStart().startsWith(marker) &&
        (comment.author.login === we.login || viaAppId === settings.appId || (we.guessed && comment.author.isBot)),
    );
    return found?.comment.id ?? null;
  }

  return {
    issue: (number) =>
      connection.retrying(`reading issue ${number}`, () =>
        connection.ask('GET /repos/{owner}/{repo}/issues/{issue_number}', { ...at, issue_number: number }, IssueAnswer),
      ),

    comments: (number) =>
      connection.retrying(`reading the comments of ${number}`, async () =>
        (await allComments(number)).map((it) => it.comment),
      ),

    labelled: (number, label) =>
      connection.retrying(`reading the events of issue ${number}`, () =>
        orElse(null, [403, 404, 410], async () => {
          const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/events';
          const events = await connection.pages(route, { ...at, issue_number: number }, IssueEventAnswer);
          const index = events.findLastIndex(
            (it) => it.event === 'labeled' && it.label?.name.toLowerCase() === label.toLowerCase(),
          );
          const last = events[index];
          return last === undefined
            ? null
            : {
                eventId: last.id,
                actor: actorOf(last.actor),
                at: last.created_at ?? new Date(0).toISOString(),
                retitled: events.slice(index).some((it) => it.event === 'renamed'),
              };
        }),
      ),

    // GitHub gives back the reaction that exists. A reaction is a courtesy: where it can't be had, the run goes on.
    react: async (target, content) => {
      const route =
        'issue' in target
          ? 'POST /repos/{owner}/{repo}/issues/{number}/reactions'
          : 'POST /repos/{owner}/{repo}/issues/comments/{number}/reactions';
      const number = 'issue' in target ? target.issue : target.comment;
      await connection.retrying('reacting', () =>
        orElse(null, [403, 404, 410, 422], () => connection.ask(route, { ...at, number, content }, Anything)),
      );
    },

    upsertComment: (number, marker, text, knownId) =>
      connection.retrying(`commenting on ${number}`, async () => {
        const body = text.startsWith(marker) ? text : `${marker}\n${text}`;
        const edit = async (id: number) => {
          const route = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
          const answer = await connection.ask(route, { ...at, comment_id: id, body }, IdAnswer);
          return answer.id;
        };
        // A comment that a person deleted is written anew rather than ending the run.
        const edited = knownId === null ? null : await orElse(null, [404, 410], () => edit(knownId));
        if (edited !== null) return edited;
        const found = await findOwn(number, marker);
        if (found !== null) return edit(found);
        const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
        const answer = await connection.ask(route, { ...at, issue_number: number, body }, IdAnswer);
        return answer.id;
      }),

    addLabels: async (number, labels) => {
      if (labels.length === 0) return;
      const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels';
      await connection.retrying(`labelling ${number}`, () =>
        connection.ask(route, { ...at, issue_number: number, labels }, Anything),
      );
    },

    removeLabel: async (number, label) => {
      const route = 'DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}';
      await connection.retrying(`removing a label of ${number}`, () =>
        orElse(null, [404, 410], () => connection.ask(route, { ...at, issue_number: number, name: label }, Anything)),
      );
    },
  };
}
