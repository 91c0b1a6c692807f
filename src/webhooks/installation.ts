import { z } from 'zod';
import type { Translation } from './payload.ts';
import { number, text } from './payload.ts';

const Repos = z.array(z.object({ full_name: text(300) }));
const Installation = z.object({ action: text(50), installation: z.object({ id: number }) });
const Removed = Installation.extend({ repositories_removed: Repos });

/*
 * GitHub sends these to every app, whatever it subscribes to. They carry no single repository, so they are not read like
 * the others.
 */

/** `installation`: deleted or suspended, nothing can be done in its repositories. */
export function fromInstallation(payload: unknown): Translation {
  const read = Installation.safeParse(payload);
  if (!read.success) return { ignored: 'it names no installation' };
  const { action, installation } = read.data;
  if (action !== 'deleted' && action !== 'suspend') return { ignored: 'the installation is still there' };
  return { kind: 'installation_gone', installationId: installation.id, repos: null };
}

/** `installation_repositories`: the app was taken from some of them. */
export function fromInstallationRepositories(payload: unknown): Translation {
  const read = Removed.safeParse(payload);
  if (!read.success || read.data.repositories_removed.length === 0) return { ignored: 'no repository was removed' };
  const repos = read.data.repositories_removed.map((it) => it.full_name.toLowerCase());
  return { kind: 'installation_gone', installationId: read.data.installation.id, repos };
}
