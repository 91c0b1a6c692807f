import { z } from 'zod';
import { UnreadableAnswer } from './patience.ts';
import type { Actor, CheckConclusion, Issue, IssueComment, PullRequest, Review, ReviewComment } from './types.ts';

/**
 * What we read of GitHub's answers, and no more. A field that another server may leave out is optional here and has
 * its meaning given in the translation below.
 */
const User = z.object({ login: z.string(), type: z.string().optional() }).nullish();
const Label = z.union([z.string(), z.object({ name: z.string() })]);
const Labels = z
  .array(Label)
  .nullish()
  .transform((labels) => (labels ?? []).map((label) => (typeof label === 'string' ? label : label.name)));

/** Deleted accounts come as null; GitHub shows them as `ghost`. */
export function actorOf(user: z.infer<typeof User>): Actor {
  const login = user?.login ?? 'ghost';
  return { login, isBot: user?.type === 'Bot' || login.endsWith('[bot]') };
}

export const AppAnswer = z.object({ id: z.number(), slug: z.string().min(1) });
export const TokenAnswer = z.object({ token: z.string().min(1), expires_at: z.string().optional() });
/** What an owner granted the app; levels that we never ask for are left out. */
export const GrantAnswer = z.object({
  permissions: z
    .record(z.string(), z.string())
    .transform(
      (all): Record<string, 'read' | 'write'> =>
        Object.fromEntries(
          Object.entries(all).flatMap(([name, level]) =>
            level === 'read' || level === 'write' ? [[name, level] as const] : [],
          ),
        ),
    ),
});
export const RepositoryAnswer = z.object({ default_branch: z.string().min(1) });
/** A renamed repository is answered for under its old name as well, and tells the new one. */
export const WhereaboutsAnswer = z.object({ full_name: z.string(), archived: z.boolean().optional() });
export const PermissionAnswer = z.object({ permission: z.string(), role_name: z.string().optional() });
export const RefAnswer = z.object({ object: z.object({ sha: z.string().min(1) }) });
export const IdAnswer = z.object({ id: z.number() });
/** A check that a branch demands; the app it must come from, where it names one. */
const RequiredCheck = z
  .object({ context: z.string(), integration_id: z.number().nullish(), app_id: z.number().nullish() })
  .transform((it) => ({ context: it.context, app: it.integration_id ?? it.app_id ?? null }));
/** A rule of a branch; only those of status checks are read further. */
export const RuleAnswer = z.object({
  type: z.string(),
  parameters: z
    .object({ required_status_checks: z.array(RequiredCheck).optional() })
    .nullish()
    .catch(null),
});
export const BranchAnswer = z.object({
  protection: z
    .object({
      required_status_checks: z
        .object({
          enforcement_level: z.string().optional(),
          contexts: z.array(z.string()).default([]),
          checks: z.array(RequiredCheck).default([]),
        })
        .nullish(),
    })
    .nullish(),
});
export type BranchAnswer = z.infer<typeof BranchAnswer>;

export const InstallationAnswer = z
  .object({
    id: z.number(),
    account: z.object({ login: z.string().optional() }).nullish(),
    suspended_at: z.string().nullish(),
  })
  .transform((it) => ({ id: it.id, owner: it.account?.login ?? null, suspended: Boolean(it.suspended_at) }));

/** The search tells an issue's repository by its address only. */
export const FoundIssueAnswer = z
  .object({
    number: z.number(),
    updated_at: z.string(),
    repository_url: z.string(),
    labels: z.array(z.union([z.string(), z.object({ name: z.string().nullish() })])).default([]),
  })
  .transform((it) => {
    const [owner = '', name = ''] = it.repository_url.split('/').slice(-2);
    const labels = it.labels.map((label) => (typeof label === 'string' ? label : (label.name ?? '')));
    return { number: it.number, updatedAt: it.updated_at, owner, name, labels };
  });

/** Delivery numbers are larger than a double can hold, so they may come as bigint. */
export const DeliveryAnswer = z
  .object({
    id: z.union([z.number(), z.bigint()]),
    guid: z.string(),
    delivered_at: z.string(),
    status: z.string().nullish(),
    status_code: z.number().nullish(),
  })
  .transform((it) => {
    const code = it.status_code ?? 0;
    const pending = it.status === 'pending';
    return {
      id: String(it.id),
      guid: it.guid,
      at: Date.parse(it.delivered_at),
      state: pending ? ('pending' as const) : code >= 200 && code < 400 ? ('ok' as const) : ('failed' as const),
    };
  });

export const Anything = z.unknown();

export const IssueAnswer = z
  .object({
    number: z.number(),
    title: z.string(),
    body: z.string().nullish(),
    state: z.enum(['open', 'closed']),
    pull_request: z.unknown().optional(),
    labels: Labels,
    user: User,
    created_at: z.string(),
    updated_at: z.string(),
  })
  .transform(
    (it): Issue => ({
      number: it.number,
      title: it.title,
      body: it.body ?? '',
      state: it.state,
      isPullRequest: it.pull_request !== undefined && it.pull_request !== null,
      labels: it.labels,
      author: actorOf(it.user),
      createdAt: it.created_at,
      updatedAt: it.updated_at,
    }),
  );

export interface CommentRead {
  comment: IssueComment;
  /** The app it was made with, where GitHub says so. */
  viaAppId: number | null;
}
export const CommentAnswer = z
  .object({
    id: z.number(),
    user: User,
    body: z.string().nullish(),
    created_at: z.string(),
    updated_at: z.string(),
    performed_via_github_app: z.object({ id: z.number().optional() }).nullish(),
  })
  .transform(
    (it): CommentRead => ({
      comment: {
        id: it.id,
        author: actorOf(it.user),
        body: it.body ?? '',
        createdAt: it.created_at,
        updatedAt: it.updated_at,
      },
      viaAppId: it.performed_via_github_app?.id ?? null,
    }),
  );

export const IssueEventAnswer = z.object({
  id: z.number(),
  event: z.string(),
  actor: User,
  created_at: z.string().optional(),
  label: z.object({ name: z.string() }).nullish(),
});

export interface PullRequestRead {
  pr: PullRequest;
  /** `owner/name` of the repository that holds the branch; null when it is gone or not told. */
  headRepo: string | null;
}
export const PullRequestAnswer = z
  .object({
    number: z.number(),
    node_id: z.string().optional(),
    html_url: z.string(),
    state: z.enum(['open', 'closed']),
    merged: z.boolean().optional(),
    merged_at: z.string().nullish(),
    draft: z.boolean().nullish(),
    labels: Labels,
    mergeable: z.boolean().nullish(),
    updated_at: z.string().optional(),
    head: z.object({
      sha: z.string(),
      ref: z.string(),
      repo: z.object({ full_name: z.string().optional() }).nullish(),
    }),
    base: z.object({
      ref: z.string(),
      repo: z.object({ full_name: z.string().optional(), archived: z.boolean().optional() }).nullish(),
    }),
  })
  .transform(
    (it): PullRequestRead => ({
      pr: {
        number: it.number,
        nodeId: it.node_id ?? '',
        url: it.html_url,
        state: it.state,
        // Lists of pull requests have no `merged`.
        merged: it.merged ?? (it.merged_at !== undefined && it.merged_at !== null),
        draft: it.draft ?? false,
        headSha: it.head.sha,
        headRef: it.head.ref,
        baseRef: it.base.ref,
        labels: it.labels,
        mergeable: it.mergeable ?? null,
        repoName: it.base.repo?.full_name ?? null,
        readOnly: it.base.repo?.archived ?? false,
        updatedAt: it.updated_at ?? '',
      },
      headRepo: it.head.repo?.full_name ?? null,
    }),
  );

export const ReviewCommentAnswer = z
  .object({
    id: z.number(),
    pull_request_review_id: z.number().nullish(),
    in_reply_to_id: z.number().nullish(),
    path: z.string(),
    line: z.number().nullish(),
    body: z.string(),
  })
  .transform(
    (it): ReviewComment => ({
      id: it.id,
      reviewId: it.pull_request_review_id ?? null,
      inReplyTo: it.in_reply_to_id ?? null,
      path: it.path,
      line: it.line ?? null,
      body: it.body,
    }),
  );

export const ReviewAnswer = z
  .object({
    id: z.number(),
    user: User,
    body: z.string().nullish(),
    state: z.string(),
    submitted_at: z.string().nullish(),
  })
  .transform(
    (it): Review => ({
      id: it.id,
      author: actorOf(it.user),
      body: it.body ?? '',
      requestsChanges: it.state.toUpperCase() === 'CHANGES_REQUESTED',
      at: it.submitted_at ?? '',
    }),
  );

const CONCLUSIONS = [
  'success',
  'failure',
  'neutral',
  'cancelled',
  'skipped',
  'timed_out',
  'action_required',
  'stale',
  'startup_failure',
] as const satisfies readonly CheckConclusion[];
/** A word that GitHub may add one day isn't green to us, and isn't taken for a fault of the code either. */
export const Conclusion = z
  .enum(CONCLUSIONS)
  .nullish()
  .catch('stale')
  .transform((word) => word ?? null);

const AppRef = z.object({ id: z.number().optional(), slug: z.string().nullish() }).nullish();
const Suite = z.object({ id: z.number().optional() }).nullish();

export const CheckRunAnswer = z.object({
  id: z.number(),
  name: z.string(),
  status: z.string(),
  conclusion: Conclusion,
  app: AppRef,
  check_suite: Suite,
  details_url: z.string().nullish(),
  html_url: z.string().nullish(),
  started_at: z.string().nullish(),
  completed_at: z.string().nullish(),
  external_id: z.string().nullish(),
  output: z
    .object({
      title: z.string().nullish(),
      summary: z.string().nullish(),
      text: z.string().nullish(),
      annotations_count: z.number().nullish(),
    })
    .nullish(),
});
export const CheckSuiteAnswer = z.object({
  id: z.number(),
  status: z.string().nullish(),
  app: AppRef,
  latest_check_runs_count: z.number().nullish(),
});
export const StatusAnswer = z.object({
  context: z.string(),
  state: z.string(),
  description: z.string().nullish(),
  target_url: z.string().nullish(),
  updated_at: z.string().nullish(),
  created_at: z.string().nullish(),
});
export const WorkflowRunAnswer = z.object({
  id: z.number(),
  name: z.string().nullish(),
  event: z.string().nullish(),
  workflow_id: z.number().nullish(),
  check_suite_id: z.number().nullish(),
  status: z.string().nullish(),
  conclusion: Conclusion,
  html_url: z.string().nullish(),
  updated_at: z.string().nullish(),
});
export const AnnotationAnswer = z.object({
  path: z.string().nullish(),
  start_line: z.number().nullish(),
  annotation_level: z.string().nullish(),
  title: z.string().nullish(),
  message: z.string().nullish(),
  raw_details: z.string().nullish(),
});

/** The part of a list answer that holds the items; most lists are bare arrays, those of checks are wrapped. */
export function listOf<T>(item: z.ZodType<T>, key: string | null): z.ZodType<T[]> {
  return key === null ? z.array(item) : z.looseObject({ [key]: z.array(item) }).transform((it) => it[key] as T[]);
}

/** Parses an answer, or throws an error that is worth another try. */
export function readAnswer<T>(what: string, schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).slice(0, 3);
  throw new UnreadableAnswer(`the answer to ${what} can't be read (${where.join('; ')})`);
}
