import { z } from 'zod';
import { body, isBot, number, Sender, text, translator } from './payload.ts';

const IssueComment = z.object({
  action: text(50),
  sender: Sender,
  issue: z.object({ number, title: text(2000), body, state: text(20), pull_request: z.unknown().optional() }),
  comment: z.object({
    id: number,
    body,
    created_at: text(50),
    user: Sender.nullish(),
    performed_via_github_app: z.object({ id: number }).nullish(),
  }),
});

/**
 * `issue_comment`: `/fettle <what>` in a new comment on an issue asks for a run, on a pull request for an attempt. Edited
 * comments start nothing.
 */
export const fromIssueComment = translator(IssueComment, ({ action, issue, comment, sender }, repo, us) => {
  if (action !== 'created') return { ignored: 'only new comments count' };
  if (isBot(sender, us) || (comment.user != null && isBot(comment.user, us)))
    return { ignored: 'a bot wrote the comment' };
  if (comment.performed_via_github_app?.id === us.appId) return { ignored: 'we wrote the comment ourselves' };
  const command = commandIn(comment.body);
  if (command === null) return { ignored: 'the comment holds no command' };
  if (issue.pull_request !== undefined) {
    const source = { kind: 'comment' as const, id: comment.id };
    return { kind: 'pr_asked', repo, number: issue.number, by: sender.login, source, text: command };
  }
  if (issue.state !== 'open') return { ignored: 'the issue is closed' };
  return {
    kind: 'asked',
    repo,
    issue: issue.number,
    trigger: { kind: 'command', key: `comment:${comment.id}` },
    by: sender.login,
    commentId: comment.id,
    title: issue.title,
    body: issue.body,
    request: command === '' ? null : command,
    at: comment.created_at,
  };
});

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
