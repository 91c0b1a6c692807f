/** The double in another process, driven by the verbs of `admin.ts`. */
export interface RemoteGitHub {
  /** `call('addLabel', { repo: 'acme/widget', number: 1, label: 'fettle' })`; throws with the double's own words. */
  call(verb: string, args?: object): Promise<Record<string, unknown>>;
  /** What a person would see now. */
  state(): Promise<RemoteState>;
  /** What happened since the last look that returned this `next`. */
  happenings(since?: number): Promise<{ happenings: { at: number; kind: string; text: string }[]; next: number }>;
}

export interface RemoteIssue {
  number: number;
  title: string;
  body: string;
  state: 'open' | 'closed';
  author: string;
  labels: string[];
  /** `login:content` */
  reactions: string[];
  url: string;
  comments: { id: number; author: string; body: string; edits: number; createdAt: string; updatedAt: string }[];
}

export interface RemotePullRequest extends RemoteIssue {
  draft: boolean;
  merged: boolean;
  head: { ref: string; sha: string };
  base: { ref: string; sha: string };
  checks: { app: string; name: string; status: string; conclusion: string | null }[];
  statuses: { context: string; state: string }[];
}

export interface RemoteState {
  unexpected: { request: string; status: number; why: string }[];
  repositories: {
    fullName: string;
    cloneUrl: string;
    branches: string[];
    issues: RemoteIssue[];
    pullRequests: RemotePullRequest[];
    runs: { id: number; name: string; headSha: string; status: string; conclusion: string | null; attempt: number }[];
  }[];
}

export function connectGitHub(url: string): RemoteGitHub {
  async function ask(path: string, init: RequestInit = {}): Promise<unknown> {
    const response = await fetch(`${url}/_admin/${path}`, init);
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error((answer as { message: string }).message);
    return answer;
  }
  return {
    async call(verb, args = {}) {
      return (await ask(verb, { method: 'POST', body: JSON.stringify(args) })) as Record<string, unknown>;
    },
    async state() {
      return (await ask('state')) as RemoteState;
    },
    async happenings(since = 0) {
      return (await ask(`happenings?since=${since}`)) as Awaited<ReturnType<RemoteGitHub['happenings']>>;
    },
  };
}
