/** What the double remembers, one row a thing. JSON shapes are made from these rows in `views/`. */

export type Conclusion =
  | 'success'
  | 'failure'
  | 'neutral'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'action_required'
  | 'stale'
  | 'startup_failure';
export type CheckStatus = 'queued' | 'in_progress' | 'completed';
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
}

export interface Installation {
  id: number;
  owner: User;
  permissions: Permissions;
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
  reviewId: number;
  author: User;
  body: string;
  path: string;
  line: number;
  commitId: string;
  createdAt: string;
}

export interface Annotation {
  path: string;
  start_line: number;
  end_line: number;
  annotation_level: 'notice' | 'warning' | 'failure';
  message: string;
  title: string | null;
  raw_details: string | null;
}

export interface CheckSuite {
  id: number;
  app: AppRef;
  headSha: string;
  headBranch: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface CheckRun {
  id: number;
  suite: CheckSuite;
  name: string;
  status: CheckStatus;
  conclusion: Conclusion | null;
  startedAt: string | null;
  completedAt: string | null;
  detailsUrl: string | null;
  externalId: string;
  output: { title: string | null; summary: string | null; text: string | null; annotations: Annotation[] };
}

export interface Status {
  id: number;
  sha: string;
  context: string;
  state: 'error' | 'failure' | 'pending' | 'success';
  description: string | null;
  targetUrl: string | null;
  creator: User;
  createdAt: string;
}

export interface Step {
  name: string;
  status: CheckStatus;
  conclusion: Conclusion | null;
  number: number;
  started_at: string | null;
  completed_at: string | null;
}

export interface WorkflowJob {
  /** The same number as its check run's id, as with GitHub Actions. */
  id: number;
  run: WorkflowRun;
  attempt: number;
  check: CheckRun;
  steps: Step[];
  log: string;
}

export interface WorkflowRun {
  id: number;
  name: string;
  event: 'push' | 'pull_request';
  number: number;
  attempt: number;
  status: CheckStatus;
  conclusion: Conclusion | null;
  headSha: string;
  headBranch: string;
  actor: User;
  suite: CheckSuite;
  jobs: WorkflowJob[];
  createdAt: string;
  updatedAt: string;
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
  ci: import('../ci/spec.ts').CiSpec | null;
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

export const ACTIONS_APP: AppRef = { id: 15_368, slug: 'github-actions', name: 'GitHub Actions' };
