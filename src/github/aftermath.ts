import { z } from 'zod';
import type { Connection } from './connection.ts';
import { readMany } from './read-many.ts';
import type { PullAftermath, Watchable } from './types.ts';

/** Commits of a pull request that are read: those of a rebase are found again by them. */
const COMMITS = 30;

const FRAGMENTS = `fragment Pull on PullRequest {
  state mergedAt closedAt headRefOid mergeCommit { oid } baseRef { target { oid } } labels(first: 50) { nodes { name } }
  commits(last: ${COMMITS}) { nodes { commit { oid messageHeadline authoredDate parents(first: 1) { totalCount } } } }
}
fragment Ask on Issue {
  state labels(first: 50) { nodes { name } }
  timelineItems(last: 1, itemTypes: [REOPENED_EVENT]) { nodes { ... on ReopenedEvent { createdAt } } }
}`;

const Labels = z
  .object({ nodes: z.array(z.object({ name: z.string() }).nullable()) })
  .nullable()
  .transform((it) => (it?.nodes ?? []).flatMap((node) => (node === null ? [] : [node.name])));
const Time = z
  .string()
  .nullable()
  .transform((it) => (it === null ? null : Date.parse(it)));
const Target = z
  .object({ target: z.object({ oid: z.string() }).nullable() })
  .nullable()
  .transform((it) => it?.target?.oid ?? null);
const Commit = z
  .object({
    commit: z.object({
      oid: z.string(),
      messageHeadline: z.string(),
      authoredDate: z.string(),
      parents: z.object({ totalCount: z.number() }),
    }),
  })
  .transform(({ commit: it }) => ({
    sha: it.oid,
    headline: it.messageHeadline,
    authoredAt: Date.parse(it.authoredDate),
    parents: it.parents.totalCount,
  }));
const Pull = z.object({
  state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
  mergedAt: Time,
  closedAt: Time,
  headRefOid: z.string(),
  mergeCommit: z.object({ oid: z.string() }).nullable(),
  baseRef: Target,
  labels: Labels,
  commits: z.object({ nodes: z.array(Commit.nullable()) }),
});
const Ask = z.object({
  state: z.string(),
  labels: Labels,
  timelineItems: z.object({ nodes: z.array(z.object({ createdAt: z.string() }).partial().nullable()) }),
});
const Base = z.object({ defaultBranchRef: Target, nameWithOwner: z.string() });

/** What became of many pull requests, a query for each fifty of them, in the order given; null for what is not told. */
export async function aftermathOf(
  connection: Pick<Connection, 'graphql' | 'retrying'>,
  wanted: readonly Watchable[],
): Promise<(PullAftermath | null)[]> {
  const repository = 'nameWithOwner defaultBranchRef { target { oid } }';
  const read = await readMany(connection, wanted, { fragments: FRAGMENTS, repository });
  return read.map((one) => {
    const pull = Pull.safeParse(one?.pull);
    const base = Base.safeParse(one?.repository);
    if (!pull.success || !base.success) return null;
    const { state, mergeCommit, mergedAt, closedAt, headRefOid, baseRef, labels, commits } = pull.data;
    // An issue that was moved or deleted tells nothing more.
    const ask = Ask.safeParse(one?.ask);
    const reopened = ask.data?.timelineItems.nodes[0]?.createdAt;
    return {
      repoName: base.data.nameWithOwner,
      merged:
        state === 'MERGED' && mergeCommit !== null && mergedAt !== null ? { at: mergedAt, sha: mergeCommit.oid } : null,
      closedAt: state === 'CLOSED' ? closedAt : null,
      headSha: headRefOid,
      commits: commits.nodes.filter((it) => it !== null),
      baseHead: baseRef ?? base.data.defaultBranchRef,
      labels,
      issueLabels: ask.data?.labels ?? [],
      issueReopenedAt: reopened === undefined ? null : Date.parse(reopened),
    };
  });
}
