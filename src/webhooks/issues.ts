import { z } from 'zod';
import { GOOD_LABEL, WRONG_LABEL } from '../runs/aftermath/label-words.ts';
import { PLAN_LABEL } from '../runs/plan/plan-label.ts';
import { body, isBot, number, Sender, sameLabel, text, translator } from './payload.ts';

const isWord = (name: string) => [GOOD_LABEL, WRONG_LABEL].some((word) => sameLabel(name, word));

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

/** `issues`: the label asks for a run, as `fettle:plan` does for one that plans first, also when an issue is created with it; taking it off or closing ends one. */
export const fromIssues = translator(Issues, ({ action, issue, label, sender }, repo, us) => {
  if (issue.pull_request !== undefined) return { ignored: 'it is about a pull request' };
  const isOurs = (name: string) => sameLabel(name, us.label) || sameLabel(name, PLAN_LABEL);
  const asked = (name: string, at: string) => {
    if (isBot(sender, us)) return { ignored: 'a bot put the label on' };
    if (issue.state !== 'open') return { ignored: 'the issue is closed' };
    return {
      kind: 'asked' as const,
      repo,
      issue: issue.number,
      trigger: {
        kind: 'label' as const,
        key: sameLabel(name, PLAN_LABEL) ? `plan:${issue.id}:${at}` : `label:${issue.id}:${at}`,
      },
      by: sender.login,
      commentId: null,
      title: issue.title,
      body: issue.body,
      request: null,
      at,
    };
  };
  switch (action) {
    case 'opened': {
      const ours = issue.labels.find((it) => isOurs(it.name));
      return ours === undefined ? { ignored: 'the issue has not our label' } : asked(ours.name, issue.created_at);
    }
    case 'labeled':
      if (label !== undefined && sameLabel(label.name, HOLD))
        return { kind: 'hold_changed', repo, number: issue.number };
      if (label !== undefined && isWord(label.name)) return { kind: 'followed', repo, number: issue.number };
      if (label === undefined || !isOurs(label.name)) return { ignored: 'it is another label' };
      return asked(label.name, issue.updated_at);
    case 'unlabeled':
      if (label !== undefined && sameLabel(label.name, HOLD))
        return { kind: 'hold_changed', repo, number: issue.number };
      if (label !== undefined && isWord(label.name)) return { kind: 'followed', repo, number: issue.number };
      if (label === undefined || !isOurs(label.name)) return { ignored: 'it is another label' };
      return { kind: 'label_removed', repo, issue: issue.number };
    case 'reopened':
      return { kind: 'followed', repo, number: issue.number };
    case 'closed':
    case 'deleted':
    case 'transferred':
      return { kind: 'issue_closed', repo, issue: issue.number };
    default:
      return { ignored: 'this action on an issue changes nothing for us' };
  }
});
