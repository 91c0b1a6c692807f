import { z } from 'zod';
import { planIn } from '../github/texts.ts';
import type { FettleEvent } from '../runs/types.ts';
import { answerIn, commandIn, overruleIn } from '../text/command.ts';
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
  changes: z.object({ body: z.object({ from: body }).optional() }).optional(),
});

/**
 * `issue_comment`: `/fettle <what>` in a new comment on an issue asks for a run, on a pull request for an attempt, and
 * `/fettle push`, `/fettle go`, `/fettle allow` and `/fettle deny` answer a question, as a tick in a comment of ours does, and
 * an edit of a plan of ours.
 * `/fettle overrule <why>` answers a verdict. Other edits start nothing.
 */
export const fromIssueComment = translator(IssueComment, ({ action, issue, comment, sender, changes }, repo, us) => {
  if (action === 'edited') {
    if (isBot(sender, us)) return { ignored: 'a bot edited the comment' };
    if (comment.performed_via_github_app?.id !== us.appId) return { ignored: 'the comment is not ours' };
    const before = changes?.body?.from ?? '';
    const [plan, was] = [planIn(comment.body), planIn(before)];
    if (was !== null && plan !== was)
      return { kind: 'plan_edited', repo, issue: issue.number, by: sender.login, commentId: comment.id, plan };
    const said = tickedIn(comment.body, before);
    if (said === null) return { ignored: 'no box was ticked' };
    return { kind: 'ticked', repo, issue: issue.number, by: sender.login, commentId: comment.id, said };
  }
  if (action !== 'created') return { ignored: 'only new comments count' };
  if (isBot(sender, us) || (comment.user != null && isBot(comment.user, us)))
    return { ignored: 'a bot wrote the comment' };
  if (comment.performed_via_github_app?.id === us.appId) return { ignored: 'we wrote the comment ourselves' };
  const command = commandIn(comment.body);
  if (command === null) return { ignored: 'the comment holds no command' };
  const onPullRequest = issue.pull_request !== undefined;
  if (!onPullRequest && issue.state !== 'open') return { ignored: 'the issue is closed' };
  const by = sender.login;
  const asks: FettleEvent = onPullRequest
    ? { kind: 'pr_asked', repo, number: issue.number, by, source: { kind: 'comment', id: comment.id }, text: command }
    : {
        kind: 'asked',
        repo,
        issue: issue.number,
        trigger: { kind: 'command', key: `comment:${comment.id}` },
        by,
        commentId: comment.id,
        title: issue.title,
        body: issue.body,
        request: command === '' || answerIn(command)?.word === 'go' ? null : command,
        at: comment.created_at,
      };
  const why = overruleIn(command);
  // Whoever overrules stands for the change, which a bot can't, also one that may ask.
  if (why !== null && sender.type === 'Bot') return { ignored: 'a bot may not overrule the judge' };
  if (why !== null)
    return {
      kind: 'overruled',
      repo,
      number: issue.number,
      onPullRequest,
      by,
      commentId: comment.id,
      why,
      otherwise: asks,
    };
  const answer = answerIn(command);
  if (answer === null) return asks;
  // "allow users to sign in twice" is a task, unless something waits for a yes; and "go" says to begin, wherever it is said.
  const otherwise = answer.word === 'go' || answer.words !== '' ? asks : null;
  return { kind: 'answered', repo, issue: issue.number, otherwise };
});

/** Which box of ours is ticked now and was not before; null for none, or for two at once. */
function tickedIn(now: string, before: string): 'allow' | 'deny' | 'go' | null {
  const boxes = (text: string) =>
    new Set([...text.matchAll(/^- \[x\] [^<\n]{1,80}<!-- fettle:(allow|deny|go) -->[ \t\r]*$/gim)].map((it) => it[1]));
  const [was, is] = [boxes(before), boxes(now)];
  const fresh = (['allow', 'deny', 'go'] as const).filter((word) => is.has(word) && !was.has(word));
  return fresh.length === 1 ? (fresh[0] ?? null) : null;
}
