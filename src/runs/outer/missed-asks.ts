import { answerIn, commandIn, overruleIn } from '../../text/command.ts';
import { overruled } from '../overrule.ts';
import type { RunParts } from '../parts.ts';
import { type PullRequestAsked, pullRequestAsked } from '../pull-request-asked.ts';
import type { Look } from './look.ts';

/**
 * Reviews that request changes, and commands in comments, that no webhook told us of: read from GitHub itself whenever
 * the pull request was written to since the last look. Each is taken in as its webhook would be, and once. Returns
 * whether something was found; then another look was asked for.
 */
export async function missedAsks({ run, watched, pullRequest, github, parts }: Look): Promise<boolean> {
  const { number, updatedAt } = pullRequest;
  if (updatedAt === '' || updatedAt === watched.askedUntil) return false;
  const [reviews, comments] = await Promise.all([github.reviews(number), github.comments(number)]);
  const ask = (by: string, source: PullRequestAsked['source'], text: string): PullRequestAsked => ({
    kind: 'pr_asked',
    repo: run.repo,
    number,
    by,
    source,
    text,
  });
  const people = ({ author }: { author: { login: string; isBot: boolean } }) =>
    !author.isBot || parts.settings.bots.includes(author.login.toLowerCase());
  const asks = [
    ...reviews
      .filter((it) => it.requestsChanges && people(it))
      .map((it) => ask(it.author.login, { kind: 'review', id: it.id }, it.body)),
    ...comments.filter(people).flatMap((it) => {
      const command = commandIn(it.body);
      // Whether it answered something that is not asked any more can't be told by now.
      const byBot = command !== null && it.author.isBot && overruleIn(command) !== null;
      return command === null || byBot || answerIn(command) !== null
        ? []
        : [ask(it.author.login, { kind: 'comment', id: it.id }, command)];
    }),
  ];
  let found = false;
  for (const event of asks) found = (await takenIn(event, parts)) || found;
  await parts.store.update(run.id, { watched: { ...watched, askedUntil: updatedAt } });
  return found;
}

async function takenIn(event: PullRequestAsked, parts: RunParts): Promise<boolean> {
  const { repo, number, by, source, text } = event;
  const why = source.kind === 'comment' ? overruleIn(text) : null;
  if (why === null) return pullRequestAsked(event, parts);
  const said = { repo, number, onPullRequest: true, by, commentId: source.id, why, otherwise: event };
  return (await overruled({ kind: 'overruled', ...said }, parts)) ? false : pullRequestAsked(event, parts);
}
