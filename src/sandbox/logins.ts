import { readFile, stat } from 'node:fs/promises';
import { UserError } from '../errors.ts';

/** A login that the gateway adds to questions below `url`; the header is a secret. */
export interface RegistryLogin {
  url: string;
  header: string;
}

const WHERE = 'FETTLE_REGISTRY_LOGINS is wrong';

/**
 * The logins of private registries that installs of `repo` (`owner/name`) may use, read anew each time so that a token can be
 * changed without a restart. Throws a UserError when the file can't be read, may be read by others, or is malformed; its
 * message never quotes a secret.
 */
export async function readLogins(path: string | null, repo: string): Promise<RegistryLogin[]> {
  if (path === null) return [];
  const text = await readPrivate(path);
  return parseLogins(text)
    .filter((it) => it.repos === '*' || matches(it.repos, repo))
    .map(({ url, header }) => ({ url, header }));
}

async function readPrivate(path: string): Promise<string> {
  try {
    const { mode } = await stat(path);
    if ((mode & 0o077) === 0) return await readFile(path, 'utf8');
  } catch (cause) {
    throw new UserError(`${WHERE}: ${path} can't be read.`, { cause });
  }
  throw new UserError(`${WHERE}: others may read ${path}. Run "chmod 600 ${path}".`);
}

/**
 * Lines of `URL REPOSITORIES bearer TOKEN` or `URL REPOSITORIES basic USER:PASSWORD`; REPOSITORIES is `owner/name`,
 * `owner/*` or `*`. Empty lines and those that begin with # are left out.
 */
export function parseLogins(text: string): (RegistryLogin & { repos: string })[] {
  return text.split('\n').flatMap((line, at) => {
    if (/^\s*(?:#|$)/.test(line)) return [];
    const found = /^\s*(\S+)\s+(\S+)\s+(bearer|basic)\s+(\S+)\s*$/i.exec(line);
    const [, address = '', repos = '', scheme = '', secret = ''] = found ?? [];
    const url = URL.parse(address);
    const isUrl = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
    if (!isUrl || !/^(?:\*|[\w.-]+\/(?:\*|[\w.-]+))$/.test(repos)) {
      throw new UserError(
        `${WHERE}: line ${at + 1} should read "https://registry.example/path owner/* bearer TOKEN" (or "basic USER:PASSWORD").`,
      );
    }
    const basic = scheme.toLowerCase() === 'basic';
    const header = basic ? `Basic ${Buffer.from(secret).toString('base64')}` : `Bearer ${secret}`;
    return [{ url: url.origin + url.pathname, repos, header }];
  });
}

function matches(pattern: string, repo: string): boolean {
  const [wanted, name] = [pattern.toLowerCase(), repo.toLowerCase()];
  return wanted.endsWith('/*') ? name.startsWith(wanted.slice(0, -1)) : wanted === name;
}
