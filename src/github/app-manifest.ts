import { z } from 'zod';
import { describeError, UserError } from '../errors.ts';

/** GitHub answers this within seconds, ms. */
const PATIENCE_MS = 20_000;

const NewApp = z.object({
  id: z.number(),
  slug: z.string(),
  html_url: z.string(),
  pem: z.string().min(1),
  webhook_secret: z.string().min(1),
  client_id: z.string().min(1),
  client_secret: z.string().min(1),
});
export type NewApp = z.infer<typeof NewApp>;

/**
 * What keeps this machine from GitHub's API, in a sentence for a person; null when anything answers there, since a
 * server may refuse strangers.
 */
export async function apiProblem(apiUrl: string): Promise<string | null> {
  const { host } = new URL(apiUrl);
  try {
    const { body } = await fetch(`${apiUrl}/meta`, {
      headers: { accept: 'application/vnd.github+json', 'user-agent': 'fettle' },
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    await body?.cancel();
    return null;
  } catch (error) {
    return `${host} does not answer this server (${describeError(error)}): correct the address, or let this server go out to it.`;
  }
}

/**
 * The credentials of an App that was just made from a manifest. GitHub hands them out once, for a code that lives an
 * hour. `apiUrl` is as in the settings. Throws a UserError that says what to do, and names no secret.
 */
export async function convertManifest(apiUrl: string, code: string): Promise<NewApp> {
  const response = await fetch(`${apiUrl}/app-manifests/${encodeURIComponent(code)}/conversions`, {
    method: 'POST',
    headers: { accept: 'application/vnd.github+json', 'user-agent': 'fettle' },
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).catch((cause: unknown) => {
    throw new UserError(
      `${new URL(apiUrl).host} did not answer this server. The App exists on GitHub, and nobody has its key: delete it there and begin again.`,
      { cause },
    );
  });
  if (response.status === 404)
    throw new UserError(
      'GitHub does not know this code any more: it works once, and for an hour. Delete the App on GitHub if it is there, and begin again.',
    );
  if (!response.ok) throw new UserError(`GitHub answered ${response.status} when asked for the App's credentials.`);
  const parsed = NewApp.safeParse(await response.json().catch(() => null));
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new UserError(`GitHub's answer lacks ${wrong || 'everything'}: delete the App on GitHub and begin again.`);
}
