import { statSync } from 'node:fs';
import { credentialsPath } from '../../settings/credentials.ts';
import type { Finding } from './finding.ts';

/** Nothing where there is no such file: then the credentials are kept by somebody else. */
export function credentialsCheck(dataDir: string): Finding[] {
  const path = credentialsPath(dataDir);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return [];
  const what = 'Credentials';
  return (found.mode & 0o077) === 0
    ? [{ what, ok: true, say: `${path}, for its owner alone` }]
    : [{ what, ok: false, say: `others may read ${path}: run "chmod 600 ${path}".` }];
}
