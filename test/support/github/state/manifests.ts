/** What GitHub needs of an App's manifest. */
export interface AppManifest {
  name: string;
  hookUrl: string;
  redirectUrl: string;
  callbackUrls: string[];
  permissions: Record<string, 'read' | 'write'>;
  events: string[];
}

/** A manifest that waits for its person to make the App of it, and then for its code to be exchanged. */
export interface PendingApp {
  manifest: AppManifest;
  state: string;
  /** Whose it will be. */
  owner: string;
}

const HOUR_MS = 3_600_000;

/** Apps on their way from a manifest to credentials. */
export class Manifests {
  /** By the number on the page that asks the person. */
  readonly shown = new Map<string, PendingApp>();
  readonly codes = new Map<string, number>();

  code(code: string): void {
    this.codes.set(code, Date.now() + HOUR_MS);
  }

  /** A code is good once, and for an hour. */
  take(code: string): boolean {
    const until = this.codes.get(code);
    this.codes.delete(code);
    return until !== undefined && until > Date.now();
  }
}

/** An event is sent only to Apps that may read what it tells of; these belong to permissions, all others to none. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  issues: ['issues'],
  issue_comment: ['issues', 'pull_requests'],
  pull_request: ['pull_requests'],
  pull_request_review: ['pull_requests'],
  pull_request_review_comment: ['pull_requests'],
  push: ['contents'],
  check_run: ['checks'],
  check_suite: ['checks'],
  status: ['statuses'],
  workflow_run: ['actions'],
  workflow_job: ['actions'],
};

/** What an App may subscribe to here. */
export const EVERY_EVENT = Object.keys(NEEDS);

/** What GitHub objects to, in its words; an empty list for a manifest that it takes. */
export function problemsIn({ name, hookUrl, permissions, events }: AppManifest): string[] {
  const problems: string[] = [];
  if (name.length > 34) problems.push('Name is too long (maximum is 34 characters)');
  if (!URL.canParse(hookUrl)) problems.push('Hook url is invalid');
  const unsupported = events.filter((event) => NEEDS[event] === undefined);
  if (unsupported.length > 0) problems.push(`Default events unsupported: ${unsupported.join(', ')}`);
  const unread = events.filter((event) => !(NEEDS[event] ?? []).some((permission) => permissions[permission]));
  if (unread.length > 0) problems.push(`Default events are not supported by permissions: ${unread.join(', ')}`);
  return problems;
}
