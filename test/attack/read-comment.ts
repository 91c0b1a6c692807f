import { fromIssueComment } from '../../src/webhooks/issue-comment.ts';

const user = { login: 'maria', type: 'User' };
const at = '2026-11-25T07:00:00Z';

/** What a new comment with this text means to us. */
export function readComment(body: string): unknown {
  const payload = {
    action: 'created',
    sender: user,
    repository: { name: 'shop', owner: { login: 'acme' } },
    installation: { id: 1 },
    issue: { id: 1, number: 1, title: 'x', body: '', state: 'open', created_at: at, updated_at: at, labels: [] },
    comment: { id: 2, body, user, created_at: at, updated_at: at },
  };
  return fromIssueComment(payload, { label: 'fettle', bots: [], appId: 1 });
}
