import { z } from 'zod';
import { body, isBot, number, Sender, sameLabel, text, translator } from './payload.ts';

/** People's brake: stops what is under way. */
const HOLD = 'fettle:hold';

const Issues = z.object({
  action: text(50),
  sender: Sender,
  /** The label that was put on or taken off. */
  label: z.object({ name: text(200) }).optional(),
  issue: z.object({
    id: number,
    number,
    title: text(2000),
    body,
    state: text(20),
    created_at: text(50),
    updated_at: text(50),
    labels: z.array(z.object({ name: text(200) })).default([]),
    pull_request: z.unknown().optional(),
  }),
});

/** `issues`: the label asks for a run, also when an issue is created with it; taking it off or closing ends one. */
export const fromIssues = translator(Issues, ({ action, issue, label, sender }, repo, us) => {
  if (issue.pull_request !== undefined) return { ignored: 'it is about a pull request' };
  const asked = (at: string) => {
    if (isBot(sender, us)) return { ignored: 'a bot put the label on' };
    if (issue.state !== 'open') return { ignored: 'the issue is closed' };
    return {
      kind: 'asked' as const,
      repo,
      issue: issue.number,
      trigger: { kind: 'label' as const, key: `label:${issue.id}:${at}` },
      by: sender.login,
      commentId: null,
      title: issue.title,
      body: issue.body,
      request: null,
      at,
    };
  };
  switch (action) {
    case 'opened':
      if (!issue.labels.some((it) => sameLabel(it.name, us.label))) return { ignored: 'the issue has not our label' };
      return asked(issue.created_at);
    case 'labeled':
      if (label !== undefined && sameLabel(label.name, HOLD))
        return { kind: 'hold_changed', repo, number: issue.number };
      if (label === undefined || !sameLabel(label.name, us.label)) return { ignored: 'it is another label' };
      return asked(issue.updated_at);
    case 'unlabeled':
      if (label !== undefined && sameLabel(label.name, HOLD))
        return { kind: 'hold_changed', repo, number: issue.number };
      if (label === undefined || !sameLabel(label.name, us.label)) return { ignored: 'it is another label' };
      return { kind: 'label_removed', repo, issue: issue.number };
    case 'closed':
    case 'deleted':
    case 'transferred':
      return { kind: 'issue_closed', repo, issue: issue.number };
    default:
      return { ignored: 'this action on an issue changes nothing for us' };
  }
});
