export type Permissions = Readonly<Record<string, 'read' | 'write'>>;

/** Everything that looking takes. What an installation does not grant of it is left out, and told as unknown. */
export const READ: Permissions = {
  metadata: 'read',
  contents: 'read',
  issues: 'read',
  pull_requests: 'read',
  checks: 'read',
  statuses: 'read',
  actions: 'read',
};

/** What git is about to do. */
export type GitPurpose = 'fetch' | 'push' | 'push_workflows';

/** git's own tokens. `workflows` only for a commit that holds workflow files, and only where the installation grants it. */
export const GIT: Readonly<Record<GitPurpose, Permissions>> = {
  fetch: { contents: 'read' },
  push: { contents: 'write' },
  push_workflows: { contents: 'write', workflows: 'write' },
};

/** Issue routes serve pull requests too, and GitHub asks for the permission of the kind it finds. */
const ISSUES: Permissions = { issues: 'write', pull_requests: 'write' };

/** The first that fits is taken; `path` is a route's template. */
const WRITES: readonly [path: RegExp, permissions: Permissions][] = [
  [/^\/repos\/[^/]+\/[^/]+\/issues\b/, ISSUES],
  [/^\/repos\/[^/]+\/[^/]+\/pulls\b/, { pull_requests: 'write', contents: 'read' }],
  [/^\/repos\/[^/]+\/[^/]+\/git\//, { contents: 'write' }],
  [/^\/repos\/[^/]+\/[^/]+\/check-/, { checks: 'write' }],
  [/^\/repos\/[^/]+\/[^/]+\/actions\//, { actions: 'write' }],
];

/** A draft becomes ready only by GraphQL, where GitHub wants both. */
const MUTATION: Permissions = { pull_requests: 'write', contents: 'write' };

/** The least permissions that a call needs. A way of writing that is not known here gets only what reading gets. */
export function permissionsFor(method: string, path: string, query?: string): Permissions {
  // A server's own GraphQL lies beside its REST root, so it comes with its whole address.
  if (/\/graphql$/.test(path)) return /^\s*mutation\b/.test(query ?? '') ? MUTATION : READ;
  if (method === 'GET') return READ;
  return WRITES.find(([pattern]) => pattern.test(path))?.[1] ?? READ;
}

/** What is left of a wish where an installation grants only some of it. */
export function within(wish: Permissions, granted: Permissions): Permissions {
  const left = Object.entries(wish).flatMap(([name, level]): [string, 'read' | 'write'][] => {
    const has = granted[name];
    return has === undefined ? [] : [[name, has === 'read' ? 'read' : level]];
  });
  return Object.fromEntries(left);
}
