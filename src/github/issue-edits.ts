import { z } from 'zod';
import type { Context } from './repository.ts';

const QUERY = `query ($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) { issue(number: $number) { lastEditedAt } }
}`;
const Edited = z.object({ repository: z.object({ issue: z.object({ lastEditedAt: z.string().nullable() }) }) });

/** When an issue's text was last edited, ms since the epoch, 0 for never; null where GitHub does not tell. */
export async function issueEditedAt({ at, connection }: Context, number: number): Promise<number | null> {
  const answer = await connection
    .retrying('reading when an issue was edited', () => connection.graphql(QUERY, { ...at, number }))
    // Whoever asks takes an unknown time for the worst, so no fault may pass for "never".
    .catch(() => null);
  const read = Edited.safeParse(answer);
  if (!read.success) return null;
  const { lastEditedAt } = read.data.repository.issue;
  return lastEditedAt === null ? 0 : Date.parse(lastEditedAt);
}
