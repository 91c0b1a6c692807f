import { describeError } from '../../errors.ts';
import type { Account, AppAccount, InstallationGrant } from '../../github/app-account.ts';
import { statusOf } from '../../github/patience.ts';
import type { AppYml } from '../app-yml.ts';
import type { Finding } from './finding.ts';

const what = 'GitHub App';

/** Whether GitHub knows us, what it lets us do compared with app.yml, and where we are installed. */
export async function gitHubAppChecks(github: AppAccount, wanted: AppYml, host: string): Promise<Finding[]> {
  let account: Account;
  try {
    account = await github.account();
  } catch (error) {
    return [{ what, ok: false, say: unknown(error, host) }];
  }
  const installations = await github.installations();
  return [
    { what, ok: true, say: `${account.slug}${account.owner === null ? '' : ` of ${account.owner}`}` },
    permissionCheck(account, wanted),
    installationCheck(account, installations, wanted),
  ];
}

function unknown(error: unknown, host: string): string {
  const status = statusOf(error);
  if (status === 401 || status === 404)
    return `${host} does not know this App with this key: APP_ID and PRIVATE_KEY must be of one App, and this machine's clock must be right.`;
  return `${host} does not answer as GitHub does (${describeError(error)}): see that this machine may go out to it.`;
}

/** The App as its owner has it on GitHub, against app.yml. */
export function permissionCheck(account: Account, wanted: AppYml): Finding {
  const named = 'Permissions';
  const link = `${account.settingsUrl}/permissions`;
  const lacks = missing(account.permissions, wanted.default_permissions);
  const events = wanted.default_events.filter((event) => !account.events.includes(event));
  if (lacks.length > 0 || events.length > 0) {
    const list = [...lacks, ...events.map((event) => `the event ${event}`)].join(', ');
    return { what: named, ok: false, say: `the App lacks ${list}: add it on the App's page.`, link };
  }
  const more = missing(wanted.default_permissions, account.permissions).filter((it) => !it.startsWith('workflows'));
  if (more.length === 0) return { what: named, ok: true, say: 'as app.yml asks' };
  return {
    what: named,
    ok: true,
    warning: true,
    say: `${more.join(', ')} is more than Fettle asks for: take it away.`,
    link,
  };
}

function installationCheck(account: Account, found: readonly InstallationGrant[], wanted: AppYml): Finding {
  const named = 'Installed';
  const link = `${account.url}/installations/new`;
  if (found.length === 0) return { what: named, ok: false, say: 'nowhere yet: install the App on a repository.', link };
  for (const { account: owner, url, permissions, isSuspended } of found) {
    if (isSuspended) return { what: named, ok: false, say: `suspended for ${owner}: take that back.`, link: url };
    const lacks = missing(permissions, wanted.default_permissions);
    if (lacks.length > 0)
      return {
        what: named,
        ok: false,
        say: `${owner} has not granted ${lacks.join(', ')}: accept it there.`,
        link: url,
      };
  }
  const owners = found.map((it) => it.account);
  const rest = owners.length > 5 ? ` and ${owners.length - 5} more` : '';
  return { what: named, ok: true, say: `for ${owners.slice(0, 5).join(', ')}${rest}` };
}

/** `checks: write`, for each permission of `wish` that `has` does not hold. */
function missing(has: Readonly<Record<string, string>>, wish: Readonly<Record<string, string>>): string[] {
  return Object.entries(wish)
    .filter(
      ([name, level]) => has[name] !== level && !(has[name] === 'write' && level === 'read') && has[name] !== 'admin',
    )
    .map(([name, level]) => `${name}: ${level}`);
}
