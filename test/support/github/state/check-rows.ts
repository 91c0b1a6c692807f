/** What CI and other apps say of commits. */

import type { AppRef, User } from './rows.ts';

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
export type CheckStatus = 'queued' | 'in_progress' | 'completed' | 'waiting';
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

export const ACTIONS_APP: AppRef = { id: 15_368, slug: 'github-actions', name: 'GitHub Actions' };
