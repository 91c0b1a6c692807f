import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, rename, rm } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { type Credentials, credentialsPath, readCredentials, STORED_NAMES } from '../settings/credentials.ts';

const HEAD = `# Written by Fettle's set-up page. The environment and .env win over it. Keep it secret: whoever has it is the App.
`;

/**
 * Adds to what is stored below the data folder. The file is only its owner's from the moment it exists, and is there
 * whole or not at all. Throws a UserError for a value that can't stand in it, or where the folder can't be written.
 */
export async function storeCredentials(dataDir: string, more: Credentials): Promise<void> {
  const path = credentialsPath(dataDir);
  const text = HEAD + lines({ ...readCredentials(dataDir), ...more });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await chmod(draft, 0o600); // whatever the umask says
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => {});
    throw new UserError(
      `${path} can't be written (${(cause as NodeJS.ErrnoException).code}): correct FETTLE_DATA_DIR.`,
      {
        cause,
      },
    );
  }
}

/** Line breaks are written out, as the settings take them; quotes are the only thing that has no place between quotes. */
function lines(credentials: Credentials): string {
  return STORED_NAMES.flatMap((name) => {
    const value = credentials[name]?.replaceAll('\r', '').trim().replaceAll('\n', '\\n');
    if (!value) return [];
    if (value.includes("'")) throw new UserError(`${name} can't be stored: it holds a quote.`);
    return [`${name}='${value}'\n`];
  }).join('');
}
