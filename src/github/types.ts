import type { GitPurpose } from './purpose.ts';

/** A repository as the app knows it. */
export interface Repo {
  owner: string;
  name: string;
  installationId: number;
}

export type Permission = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';

export interface Issue {
  number: number;
  title: string;
  body: string;
  state: 'open' | 'closed';
  isPullRequest: boolean;
  labels: string[];
  author: Actor;
  createdAt: string;
  updatedAt: string;
}
/** A repository of an installation, as the list of all of them tells it. */
export interface InstalledRepository {
  owner: string;
  name: string;
  topics: string[];
  /** Null where GitHub knows none. */
  language: string | null;
  archived: boolean;
  fork: boolean;
}

export interface Actor {
  login: string;
  isBot: boolean;
}
export interface IssueComment {
  id: number;
  author: Actor;
  body: string;
  createdAt: string;
  updatedAt: string;
}

export interface PullRequest {
  number: number;
  nodeId: string;
  url: string;
  state: 'open' | 'closed';
  merged: boolean;
  draft: boolean;
  headSha: string;
  headRef: string;
  baseRef: string;
  labels: string[];
  /** False where it conflicts with its base; null while GitHub does not know. */
  mergeable: boolean | null;
  /** `owner/name` as the repository is called now; null when not told. */
  repoName: string | null;
  /** The repository is archived. */
  readOnly: boolean;
  /** When anything about it was last written: text, label, comment, review. ISO 8601; '' when not told. */
  updatedAt: string;
}

/** What has become of a repository that could not be worked on as expected. */
export type Access = { state: 'open' | 'read_only' | 'gone' } | { state: 'moved'; owner: string; name: string };

/** A pull request of ours and the issue it is for. */
export interface Watchable {
  repo: Repo;
  pr: number;
  issue: number;
}
/** Just enough to tell whether a look is worth it. */
export interface Glance {
  /** The same as long as nothing that a decision rests on has changed. */
  digest: string;
  /** CI has not come to an end. */
  pending: boolean;
  /** Of the pull request and of the issue. */
  labels: readonly string[];
}

/** What has become of a pull request of ours and its issue. Times are ms since the epoch; texts are foreign. */
export interface PullAftermath {
  /** `owner/name` as the repository is called now. */
  repoName: string;
  /** `sha` is the merge, the squashed commit, or the last of those that were rebased. */
  merged: { at: number; sha: string } | null;
  /** Closed without a merge. */
  closedAt: number | null;
  /** The last commit of its branch. */
  headSha: string;
  /** The last thirty commits of the branch, oldest first. */
  commits: readonly PullCommit[];
  /** Where the base branch is now, or the default branch where that is gone; null in an empty repository. */
  baseHead: string | null;
  labels: readonly string[];
  issueLabels: readonly string[];
  /** When the issue was last opened again; null for never, or not told. */
  issueReopenedAt: number | null;
}
/** A commit of a pull request. */
export interface PullCommit {
  sha: string;
  /** The first line of its message, cut off with an ellipsis where it is long. */
  headline: string;
  authoredAt: number;
  parents: number;
}

/** One try to deliver a webhook; tries of one delivery share its `guid`. */
export interface DeliveryTried {
  id: string;
  guid: string;
  /** Ms since the epoch. */
  at: number;
  state: 'ok' | 'failed' | 'pending';
}

/** A commit to be made by GitHub itself; `tree` is what it must come to. `content` null deletes. */
export interface SignedCommitSpec {
  baseTree: string;
  tree: string;
  parents: readonly string[];
  message: string;
  changes: readonly { path: string; mode: string; content: Buffer | null }[];
}
/** The id, and the bytes that may be the commit's: the right ones hash to it. */
export interface CommitMade {
  sha: string;
  objects: readonly Buffer[];
}

export interface ReviewComment {
  id: number;
  /** The review it belongs to; null for a remark of its own. */
  reviewId: number | null;
  inReplyTo: number | null;
  path: string;
  line: number | null;
  body: string;
}

/** One review of a pull request as a whole. */
export interface Review {
  id: number;
  author: Actor;
  body: string;
  requestsChanges: boolean;
  /** ISO 8601; '' for one that was not submitted yet. */
  at: string;
}

export type CheckConclusion =
  | 'success'
  | 'failure'
  | 'neutral'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'action_required'
  | 'stale'
  | 'startup_failure';

/** One thing CI says of a commit, latest per app and name; classic statuses and check runs in one shape. */
export interface CheckState {
  /** App slug or `status` for classic statuses. */
  app: string;
  name: string;
  status: 'pending' | 'completed';
  conclusion: CheckConclusion | null;
  /** Numeric id for logs and annotations; null for classic statuses. */
  checkRunId: number | null;
  url: string | null;
  /** Last time it changed, ms since the epoch; 0 when unknown. */
  at: number;
  /** Text of a status or a check run's output, foreign data. */
  text: string;
}

/** What GitHub says of a head commit now. Suites that stay queued without a run are left out. */
export interface CiSnapshot {
  sha: string;
  checks: CheckState[];
  /** A workflow run or a suite with runs is still going, although no check shows it yet. */
  workflowsPending: boolean;
  /** What GitHub would not tell us, for want of a permission; absent when it told all. */
  unknown?: ('checkRuns' | 'statuses')[];
}

/** A remark on lines of a file, as they are in the commit; `to` is the last one. Texts are shown as they are. */
export interface CheckAnnotation {
  path: string;
  from: number;
  to: number;
  level: 'notice' | 'warning';
  /** At most 255 characters. */
  title: string;
  /** At most 64 KiB. */
  message: string;
}

/** What our own check says of a commit. It never fails one: what it finds wrong is not published in the first place. */
export interface CheckReport {
  name: string;
  sha: string;
  /** Ours; by it the check run is found again. */
  externalId: string;
  conclusion: 'success' | 'neutral';
  /** Where "Details" leads; null: GitHub's own choice. */
  detailsUrl: string | null;
  /** Markdown but for the title; each of the others at most 65,535 bytes. */
  output: { title: string; summary: string; text: string };
  annotations: readonly CheckAnnotation[];
}

export interface PullRequestSpec {
  title: string;
  body: string;
  head: string;
  base: string;
}

/** GitHub, in our words; bound to one repository. Every method retries what is worth retrying and is safe to repeat. */
export interface GitHub {
  readonly repo: Repo;
  /** Where git fetches and pushes, without credentials. */
  readonly gitUrl: string;
  /** An installation token for git, for this repository and this purpose only. `refused` is one that a server just turned down. */
  gitToken(purpose: GitPurpose, refused?: string): Promise<string>;
  /** Whether the owner has granted this app `workflows: write`, which app.yml does not ask for. */
  mayPushWorkflows(): Promise<boolean>;
  /** Whom our commits are by: the app's bot account, by the address that GitHub links to it. */
  author(): Promise<{ name: string; email: string }>;
  defaultBranch(): Promise<string>;
  permission(login: string): Promise<Permission>;
  issue(number: number): Promise<Issue>;
  comments(number: number): Promise<IssueComment[]>;
  /** Who put `label` on the issue last, and when; null when GitHub does not tell. */
  labelled(
    number: number,
    label: string,
  ): Promise<{
    eventId: number;
    actor: Actor;
    at: string;
    /** The issue's title was changed after that. */
    retitled: boolean;
  } | null>;
  /** When an issue's text was last edited, ms since the epoch, 0 for never; null where GitHub does not tell. */
  issueEditedAt(number: number): Promise<number | null>;
  react(target: { issue: number } | { comment: number }, content: 'eyes' | 'rocket' | 'confused'): Promise<void>;
  /** Posts the comment that carries `marker`, or edits it where it exists. Returns its id. */
  upsertComment(issue: number, marker: string, body: string, knownId: number | null): Promise<number>;
  addLabels(number: number, labels: readonly string[]): Promise<void>;
  removeLabel(number: number, label: string): Promise<void>;
  /** The newest pull request of our branch, open or closed; null when there is none. */
  findPullRequest(head: string): Promise<PullRequest | null>;
  pullRequest(number: number): Promise<PullRequest>;
  /** Opens a draft, a normal one where drafts are refused; gives the open one if there is one. Look for a closed one first. */
  createPullRequest(spec: PullRequestSpec): Promise<PullRequest>;
  updatePullRequest(number: number, change: { title?: string; body?: string }): Promise<void>;
  markReady(pr: PullRequest): Promise<void>;
  branchHead(branch: string): Promise<string | null>;
  /** Names of the checks that this branch demands, our own left out; null where GitHub does not tell. */
  requiredChecks(branch: string): Promise<readonly string[] | null>;
  /** Asked after a failure: is the repository still there, under this name, and can it be written? Null: not told. */
  access(): Promise<Access | null>;
  /** A commit that GitHub signs, on no branch yet; null where it does not make one. */
  signedCommit(spec: SignedCommitSpec): Promise<CommitMade | null>;
  /** Everything CI says of a commit, our own check left out. */
  ci(sha: string): Promise<CiSnapshot>;
  /** Makes or edits our own check run on a commit; `refused` where the installation does not allow it. */
  reportCheck(report: CheckReport): Promise<'told' | 'refused'>;
  /** Raw text of why a check is red: job log, annotations, output; capped, newest parts kept. */
  failureLog(sha: string, check: CheckState): Promise<string>;
  reviews(number: number): Promise<Review[]>;
  /** Every remark on a line of the pull request. */
  reviewComments(number: number): Promise<ReviewComment[]>;
  /** Answers in the thread of a remark, once for each marker. */
  answerThread(number: number, commentId: number, marker: string, text: string): Promise<void>;
  /** Has checks run again; returns those for which somebody could be asked. */
  rerun(checks: readonly CheckState[]): Promise<CheckState[]>;
}

/** Makes the GitHub of one repository; `installationId` comes from the webhook. */
export interface GitHubApp {
  /**
   * The app's own login (`slug[bot]`), slug and number; guessed where the server has no `GET /app`. The bot account has
   * another number: see `author`.
   */
  identity(): Promise<{ slug: string; login: string; id: number; guessed: boolean }>;
  for(repo: Repo): GitHub;
  /** Where many pull requests of one installation stand, in few requests; null for those this way does not tell of. */
  glance(installationId: number, wanted: readonly Watchable[]): Promise<(Glance | null)[]>;
  /** What has become of them after their runs, likewise. */
  aftermath(installationId: number, wanted: readonly Watchable[]): Promise<(PullAftermath | null)[]>;
  installations(): Promise<{ id: number; owner: string }[]>;
  /** All repositories of an installation, a request for each hundred. */
  installedRepositories(installationId: number): Promise<InstalledRepository[]>;
  /**
   * The texts of these files on the default branch of each of these repositories, in few requests. Null where a file is not
   * there, is no text, or is so large that GitHub cuts it.
   */
  surveyFiles(
    installationId: number,
    repositories: readonly { owner: string; name: string }[],
    paths: readonly string[],
  ): Promise<ReadonlyMap<string, string | null>[]>;
  /**
   * Open issues with one of these labels in repositories of this owner, not all of which need be ours. With `since` (ms
   * since the epoch) only what has changed from then on. At most the thousand that changed last.
   */
  labelledIssues(
    installation: { id: number; owner: string },
    labels: readonly string[],
    since: number | null,
  ): Promise<{ repo: Repo; number: number; updatedAt: string; labels: string[] }[]>;
  isInstalled(repo: Repo): Promise<boolean>;
  /** What GitHub has tried to deliver to us since then, newest first. */
  deliveriesSince(at: number): Promise<DeliveryTried[]>;
  /** Has a delivery sent again; false where GitHub does not do that any more. */
  redeliver(id: string): Promise<boolean>;
}
