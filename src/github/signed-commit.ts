import { z } from 'zod';
import { type Context, orElse } from './repository.ts';
import type { CommitMade, SignedCommitSpec } from './types.ts';

/** More files than this in one tree call are slow and end in time-outs. */
const MAX_FILES = 300;
/** Text in one tree call; what is larger goes as a blob of its own. Bytes. */
const MAX_INLINE = 100_000;
/** No permission, no such endpoint, or a tree that GitHub does not take (workflow files among them). */
const REFUSED = [403, 404, 409, 410, 422] as const;

const Sha = z.object({ sha: z.string() });
const Commit = z.object({
  sha: z.string(),
  verification: z.object({ signature: z.string().nullish(), payload: z.string().nullish() }).nullish(),
});

/**
 * Makes a commit through the Git data API, in the app's own name, so that GitHub signs it. Null where that can't be
 * done; then plain git makes an unsigned one. What comes back is the commit's own bytes, put together from what GitHub
 * signed: whoever stores them finds by its id whether they are right.
 * Format: https://docs.github.com/rest/git/commits#create-a-commit, and git's `gpgsig` header.
 */
export async function signedCommit(context: Context, spec: SignedCommitSpec): Promise<CommitMade | null> {
  const { at, connection } = context;
  if (spec.changes.length === 0 || spec.changes.length > MAX_FILES) return null;
  const ask = <T>(what: string, route: string, body: Record<string, unknown>, schema: z.ZodType<T>) =>
    connection.retrying(what, () => orElse(null, REFUSED, () => connection.ask(route, { ...at, ...body }, schema)));

  const entries: Record<string, unknown>[] = [];
  for (const { path, mode, content } of spec.changes) {
    if (content === null) {
      entries.push({ path, mode: '100644', type: 'blob', sha: null });
      continue;
    }
    const text = content.length <= MAX_INLINE ? asText(content) : null;
    if (text !== null) {
      entries.push({ path, mode, type: 'blob', content: text });
      continue;
    }
    const body = { content: content.toString('base64'), encoding: 'base64' };
    const blob = await ask('storing a file', 'POST /repos/{owner}/{repo}/git/blobs', body, Sha);
    if (blob === null) return null;
    entries.push({ path, mode, type: 'blob', sha: blob.sha });
  }
  const { baseTree, tree, parents, message } = spec;
  const body = { base_tree: baseTree, tree: entries };
  const made = await ask('storing a tree', 'POST /repos/{owner}/{repo}/git/trees', body, Sha);
  // Exactly the tree that passed the gate, or nothing.
  if (made?.sha !== tree) return null;
  const commit = await ask(
    'making a commit',
    'POST /repos/{owner}/{repo}/git/commits',
    { message, tree, parents },
    Commit,
  );
  const { signature, payload } = commit?.verification ?? {};
  if (commit === null || !signature || !payload) return null;
  return { sha: commit.sha, objects: signedObjects(payload, signature) };
}

/** A signed commit's bytes. Signatures are shown with or without the line break that they end with. */
function signedObjects(payload: string, signature: string): Buffer[] {
  const headers = payload.indexOf('\n\n');
  return [signature, signature.replace(/\n$/, ''), `${signature}\n`].map((text) => {
    const header = `gpgsig ${text.replaceAll('\n', '\n ')}`;
    return Buffer.from(`${payload.slice(0, headers)}\n${header}${payload.slice(headers)}`);
  });
}

function asText(content: Buffer): string | null {
  const text = content.toString('utf8');
  return Buffer.from(text).equals(content) && !text.includes('\0') ? text : null;
}
