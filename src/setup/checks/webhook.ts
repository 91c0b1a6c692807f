import type { AppAccount } from '../../github/app-account.ts';
import type { Finding } from './finding.ts';

const what = 'Webhook';

/** Whether GitHub sends where we listen, and what it says of the last delivery. `expected` null: we can't know where. */
export async function webhookCheck(github: AppAccount, expected: string | null): Promise<Finding> {
  const url = await github.hookUrl();
  const misled = addressCheck(url, expected);
  if (misled !== null) return misled;
  const [last] = (await github.lastDeliveries()).filter((it) => !it.isPending);
  if (last === undefined) return { what, ok: true, say: `${url}; nothing was sent there within three days` };
  if (!last.arrived)
    return {
      what,
      ok: false,
      say: `GitHub's last delivery to ${url} failed (${last.event}, ${last.said}): see that it reaches this server there.`,
    };
  return { what, ok: true, say: `${url}; the last delivery arrived (${last.event})` };
}

/**
 * During the set-up: whether something that GitHub signed has arrived at this very server. GitHub sends a ping when the
 * App is made; where it was lost, it can be sent again.
 */
export async function arrivalCheck(
  github: AppAccount,
  expected: string | null,
  arrived: 'none' | 'signed' | 'forged',
): Promise<Finding> {
  const misled = addressCheck(await github.hookUrl(), expected);
  if (misled !== null) return misled;
  if (arrived === 'signed') return { what, ok: true, say: "arrives here, signed with the App's secret" };
  const again = 'send it again below, and look once more.';
  if (arrived === 'forged')
    return { what, ok: false, say: `something came that is not signed with the secret of this App: ${again}` };
  const told = await webhookCheck(github, expected);
  return told.ok ? { what, ok: false, say: `nothing has arrived here yet: ${again}` } : told;
}

function addressCheck(url: string | null, expected: string | null): Finding | null {
  if (url === null) return { what, ok: false, say: "the App has none: set one on the App's page." };
  if (expected === null || bare(url) === bare(expected)) return null;
  return {
    what,
    ok: false,
    say: `GitHub sends to ${url}, and this server is told to be at ${expected}: correct either.`,
  };
}

const bare = (address: string) => address.replace(/\/+$/, '');
