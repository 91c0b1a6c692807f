/** What the double remembers, one row a thing. JSON shapes are made from these rows in `views/`. */

import type { CiSpec } from '../ci/spec.ts';
import type { CheckRun, CheckSuite, Status, WorkflowRun } from './check-rows.ts';

export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';
export type Level = 'read' | 'write';
export type Permissions = Record<string, Level>;

export interface User {
  id: number;
  login: string;
  type: 'User' | 'Bot' | 'Organization';
  /** A personal token: lets a test use real git or Octokit as this person. */
  token: string;
}

export interface AppRef {
  id: number;
  slug: string;
  name: string;
  /** GitHub itself where nobody made it. */
  owner?: User;
}

export interface Installation {
  id: number;
  owner: User;
  permissions: Permissions;
  /** The app was uninstalled: its tokens are refused, and no webhook comes any more. */
  removed: boolean;
}

export interface InstallationToken {
  token: string;
  installation: Installation;
  permissions: Permissions;
  /** Null: all repositories of the installation. */
  repositoryIds: number[] | null;
  /** Ms since the epoch. */
  expiresAt: number;
}

export interface Label {
  id: number;
  name: string;
  color: string;
  description: string | null;
}

export interface Reaction {
  id: number;
  user: User;
  content: string;
  createdAt: string;
}

export interface Comment {
  id: number;
  author: User;
  body: string;
  createdAt: string;
  updatedAt: string;
  reactions: Reaction[];
  /** Earlier texts, oldest first: GitHub keeps them too, and a test can see how a status comment grew. */
  history: string[];
}

export interface IssueEvent {
  id: number;
  event: string;
  actor: User;
  createdAt: string;
  label?: string;
  commitId?: string;
}

export interface Issue {
  id: number;
  number: number;
  title: string;
  body: string | null;
  /** When the text was last changed; a new title does not count. */
  editedAt: string | null;
  state: 'open' | 'closed';
  stateReason: string | null;
  author: User;
  labels: string[];
  assignees: User[];
  locked: boolean;
  comments: Comment[];
  events: IssueEvent[];
  reactions: Reaction[];
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  closedBy: User | null;
  pull: Pull | null;
}

export interface Pull {
  id: number;
  head: { ref: string; sha: string };
  base: { ref: string; sha: string };
  draft: boolean;
  mergedAt: string | null;
  mergedBy: User | null;
  mergeCommitSha: string | null;
  reviews: Review[];
  reviewComments: ReviewComment[];
  requestedReviewers: User[];
}

export interface Review {
  id: number;
  author: User;
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED';
  body: string;
  commitId: string;
  submittedAt: string;
}

export interface ReviewComment {
  id: number;
  reviewId: number | null;
  inReplyTo: number | null;
  author: User;
  body: string;
  path: string;
  line: number;
  commitId: string;
  createdAt: string;
}

export interface Protection {
  /** What `GET branches/:b/protection` answers: apps without the administration permission are refused (403). */
  answer: 200 | 403 | 404;
  requiredChecks: string[];
  /** Refuses pushes to it, as a protected branch does. */
  refusePushes: boolean;
}

export interface Repository {
  id: number;
  owner: User;
  name: string;
  /** Names it had before; they lead here until another repository takes them. */
  formerNames: string[];
  archived: boolean;
  private: boolean;
  defaultBranch: string;
  /** The bare repository; refs and objects live there and nowhere else. */
  gitDir: string;
  createdAt: string;
  labels: Map<string, Label>;
  roles: Map<string, Role>;
  issues: Map<number, Issue>;
  suites: CheckSuite[];
  checks: CheckRun[];
  statuses: Status[];
  runs: WorkflowRun[];
  protection: Map<string, Protection>;
  draftsAllowed: boolean;
  /** GitHub's main language; it is told, not found out here. */
  language: string | null;
  topics: string[];
  ci: CiSpec | null;
  /** How often each CI job has been started, for scripted results. */
  ciStarts: Map<string, number>;
}

export interface Delivery {
  id: number;
  guid: string;
  event: string;
  action: string | null;
  payload: Record<string, unknown>;
  deliveredAt: string;
  redelivery: boolean;
  /** Null until answered; 0 when nobody answered. */
  status: number | null;
  response: string;
  durationMs: number;
  repositoryId: number | null;
  installationId: number | null;
}
