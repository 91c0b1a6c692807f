import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Connection } from './connection.ts';
import { readMany } from './read-many.ts';
import type { Glance, Watchable } from './types.ts';

const PARTS = `fragment Pull on PullRequest {
  state isDraft headRefOid baseRefName mergeable reviewDecision labels(first: 50) { nodes { name } }
  commits(last: 1) { nodes { commit { statusCheckRollup { state contexts(first: 1) { totalCount } } } } }
}
fragment Ask on Issue { state labels(first: 50) { nodes { name } } }`;

const Labels = z
  .object({ nodes: z.array(z.object({ name: z.string() }).nullable()) })
  .nullable()
  .transform((it) => (it?.nodes ?? []).flatMap((node) => (node === null ? [] : [node.name])));
const Rollup = z.object({ state: z.string(), contexts: z.object({ totalCount: z.number() }) }).nullable();
const Pull = z.object({
  state: z.string(),
  isDraft: z.boolean(),
  headRefOid: z.string(),
  baseRefName: z.string(),
  mergeable: z.string(),
  reviewDecision: z.string().nullable(),
  labels: Labels,
  commits: z.object({ nodes: z.array(z.object({ commit: z.object({ statusCheckRollup: Rollup }) })) }),
});
const Ask = z.object({ state: z.string(), labels: Labels });
/**
 * Where many pull requests stand, a query for each fifty of them, in the order given. Null where this way does not
 * tell: then a look of its own does. Throws when GitHub can not be reached or its limit is used up.
 */
export async function glance(
  connection: Pick<Connection, 'graphql' | 'retrying'>,
  wanted: readonly Watchable[],
): Promise<(Glance | null)[]> {
  const read = await readMany(connection, wanted, { fragments: PARTS, repository: 'nameWithOwner isArchived' });
  return read.map((one) => {
    if (one === null) return null;
    const pull = Pull.safeParse(one.pull);
    const ask = Ask.safeParse(one.ask);
    if (!pull.success || !ask.success) return null;
    const { nameWithOwner: name, isArchived: archived } = one.repository;
    return told({ name, archived }, pull.data, ask.data);
  });
}

function told(repository: object, pull: z.infer<typeof Pull>, ask: z.infer<typeof Ask>): Glance {
  const rollup = pull.commits.nodes[0]?.commit.statusCheckRollup ?? null;
  const labels = [...pull.labels, ...ask.labels].toSorted((a, b) => a.localeCompare(b));
  // GitHub forgets whether it can be merged at each push to base; only a conflict is news.
  const seen = { ...pull, mergeable: pull.mergeable === 'CONFLICTING', labels, commits: rollup, ask: ask.state };
  const digest = createHash('sha256')
    .update(JSON.stringify([repository, seen]))
    .digest('base64url')
    .slice(0, 22);
  return { digest, pending: rollup !== null && ['PENDING', 'EXPECTED'].includes(rollup.state), labels };
}
