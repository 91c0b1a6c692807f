/** Builders for the payloads GitHub sends, cut to fields that matter; `change` is merged into the part it names. */
const common = {
  repository: { id: 1, name: 'repo', full_name: 'octo/repo', owner: { login: 'octo', id: 2 } },
  installation: { id: 77 },
  sender: { login: 'ann', type: 'User' },
};
export const repo = { owner: 'octo', name: 'repo', installationId: 77 };
export const us = { label: 'fettle', appId: 42, bots: [] };
export const SHA = 'a'.repeat(40);

type Part = Record<string, unknown>;

export const issues = (action: string, issue: Part = {}, rest: Part = {}) => ({
  ...common,
  action,
  issue: {
    id: 1001,
    number: 7,
    title: 'It breaks',
    body: null,
    state: 'open',
    labels: [],
    created_at: '2026-11-24T10:00:00Z',
    updated_at: '2026-11-24T11:00:00Z',
    ...issue,
  },
  ...rest,
});

export const comment = (body: string, rest: Part = {}, issue: Part = {}) => ({
  ...issues('created', issue),
  comment: { id: 555, body, created_at: '2026-11-24T12:00:00Z', user: { login: 'ann', type: 'User' } },
  ...rest,
});

export const event = (rest: Part) => ({ ...common, ...rest });
