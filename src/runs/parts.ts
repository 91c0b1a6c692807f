import type { GitHub, GitHubApp, Repo } from '../github/types.ts';
import type { Mirror, Mirrors, Sandboxes } from '../sandbox/types.ts';
import type { RunSettings } from '../settings.ts';
import type { RunQueue } from '../store/types.ts';
import type { Redactor } from '../text/redact.ts';
import type { ArmSettings } from './arm.ts';
import type { Workshop } from './change.ts';
import type { CancelWatch } from './cancel.ts';
import type { Notices } from './notices/types.ts';
import type { StatusBoard } from './status.ts';
import type { RunStore } from './run-store.ts';

/** Everything a run needs, chosen once in main.ts. */
export interface RunParts {
  store: RunStore;
  queue: RunQueue;
  github: GitHubApp;
  sandboxes: Sandboxes;
  mirrors: Mirrors;
  workshop: Workshop;
  /** What runs that begin now are made with; those under way go on with what they began with. */
  arms: ArmSettings;
  settings: RunSettings;
  status: StatusBoard;
  notices: Notices;
  cancels: CancelWatch;
  redact: Redactor;
  log: Log;
  now: () => number;
}

export interface Log {
  debug(data: object, message: string): void;
  info(data: object, message: string): void;
  warn(data: object, message: string): void;
  error(data: object, message: string): void;
}

/** The mirror of a run's repository, cloned on first use. */
export function openMirror(mirrors: Mirrors, github: GitHub, repo: Repo, signal: AbortSignal): Promise<Mirror> {
  return mirrors.open(
    `${repo.owner}/${repo.name}`,
    { url: github.gitUrl, token: (purpose, refused) => github.gitToken(purpose, refused) },
    signal,
  );
}
