import { z } from 'zod';
import { commandIn } from '../text/command.ts';
import { body, isBot, number, Sender, text, translator } from './payload.ts';

const PullRequest = z.object({ number, head: z.object({ ref: text(300) }) });

const Review = z.object({
  action: text(50),
  sender: Sender,
  review: z.object({ id: number, body, state: text(50), user: Sender.nullish() }),
  pull_request: PullRequest,
});

/** `pull_request_review`: one that requests changes asks for an attempt. Approvals and remarks ask for nothing. */
export const fromReview = translator(Review, ({ action, review, sender, pull_request }, repo, us) => {
  if (action !== 'submitted') return { ignored: 'only new reviews count' };
  if (isBot(sender, us)) return { ignored: 'a bot reviewed' };
  if (review.state.toLowerCase() !== 'changes_requested') return { ignored: 'the review requests no changes' };
  return {
    kind: 'pr_asked',
    repo,
    number: pull_request.number,
    by: sender.login,
    source: { kind: 'review', id: review.id },
    text: review.body,
  };
});

const ReviewComment = z.object({
  action: text(50),
  sender: Sender,
  comment: z.object({ id: number, body, path: text(1000).optional(), line: number.nullish() }),
  pull_request: PullRequest,
});

/** `pull_request_review_comment`: `/fettle <what>` in a thread. Other remarks count when their review requests changes. */
export const fromReviewComment = translator(ReviewComment, ({ action, comment, sender, pull_request }, repo, us) => {
  if (action !== 'created') return { ignored: 'only new comments count' };
  if (isBot(sender, us)) return { ignored: 'a bot wrote the comment' };
  const command = commandIn(comment.body);
  if (command === null) return { ignored: 'the comment holds no command' };
  return {
    kind: 'pr_asked',
    repo,
    number: pull_request.number,
    by: sender.login,
    source: { kind: 'thread', id: comment.id },
    text:
      comment.path === undefined
        ? command
        : `${command}\n\n(about ${comment.path}${comment.line ? `:${comment.line}` : ''})`,
  };
});
