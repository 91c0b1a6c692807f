import { describe, expect, test } from '@jest/globals';
import type { Account, AppAccount, DeliverySaid, InstallationGrant } from '../../src/github/app-account.ts';
import { readAppYml } from '../../src/setup/app-yml.ts';
import { gitHubAppChecks } from '../../src/setup/checks/github-app.ts';
import { arrivalCheck, webhookCheck } from '../../src/setup/checks/webhook.ts';

const wanted = readAppYml();
const { default_permissions: asked, default_events: events } = wanted;
const account: Account = {
  slug: 'fettle',
  url: 'https://github.com/apps/fettle',
  owner: 'acme',
  settingsUrl: 'https://github.com/organizations/acme/settings/apps/fettle',
  permissions: asked,
  events,
};
const installation: InstallationGrant = { account: 'acme', url: 'https://i', permissions: asked, isSuspended: false };

function gitHub(
  it: Partial<Account> & { installations?: InstallationGrant[]; deliveries?: DeliverySaid[] },
): AppAccount {
  return {
    account: async () => ({ ...account, ...it }),
    installations: async () => it.installations ?? [installation],
    hookUrl: async () => 'https://f.test/hook',
    lastDeliveries: async () => it.deliveries ?? [],
    redeliver: async () => {},
  };
}
const check = async (it: Parameters<typeof gitHub>[0]) => await gitHubAppChecks(gitHub(it), wanted, 'github.com');

describe('what GitHub grants', () => {
  test('is ticked off when it is what app.yml asks', async () => {
    expect((await check({})).map(({ what, ok }) => [what, ok])).toEqual([
      ['GitHub App', true],
      ['Permissions', true],
      ['Installed', true],
    ]);
  });

  test('is named where it is too little or too much', async () => {
    const { checks: _checks, ...less } = asked;
    const [, little] = await check({ permissions: less, events: events.filter((it) => it !== 'push') });
    expect(little).toEqual({
      what: 'Permissions',
      ok: false,
      say: "the App lacks checks: write, the event push: add it on the App's page.",
      link: 'https://github.com/organizations/acme/settings/apps/fettle/permissions',
    });
    const [, much] = await check({ permissions: { ...asked, administration: 'write', statuses: 'write' } });
    expect(much).toMatchObject({
      ok: true,
      warning: true,
      say: 'statuses: write, administration: write is more than Fettle asks for: take it away.',
    });
  });

  test('is looked at for each owner', async () => {
    const lag = { ...installation, permissions: { ...asked, checks: 'read' } };
    expect((await check({ installations: [installation, lag] }))[2]).toMatchObject({
      ok: false,
      say: 'acme has not granted checks: write: accept it there.',
    });
    expect((await check({ installations: [{ ...installation, isSuspended: true }] }))[2]?.ok).toBe(false);
    expect((await check({ installations: [] }))[2]).toMatchObject({
      ok: false,
      link: `${account.url}/installations/new`,
    });
  });

  test('is not asked of a GitHub that does not know us', async () => {
    const stranger = { ...gitHub({}), account: () => Promise.reject(Object.assign(new Error('no'), { status: 401 })) };
    expect(await gitHubAppChecks(stranger, wanted, 'ghe.test')).toMatchObject([
      { ok: false, say: expect.stringMatching(/^ghe.test does not know this App with this key/) },
    ]);
  });
});

describe('the webhook', () => {
  const at = 'https://f.test/hook';
  const arrived = { id: '1', event: 'push', at: '', isPending: false, arrived: true, said: 'OK: 200' };
  const failed = { ...arrived, arrived: false, said: 'timed out' };

  test('is sent where we are, and its last delivery arrived', async () => {
    expect(await webhookCheck(gitHub({ deliveries: [arrived, failed] }), at)).toMatchObject({ ok: true });
    expect(await webhookCheck(gitHub({ deliveries: [failed] }), at)).toMatchObject({
      ok: false,
      say: expect.stringContaining('failed (push, timed out)'),
    });
    expect(await webhookCheck(gitHub({}), 'https://elsewhere.test/hook')).toMatchObject({
      ok: false,
      say: expect.stringContaining('correct either'),
    });
  });

  test('is only ticked off in the set-up when it arrived there, rightly signed', async () => {
    expect(await arrivalCheck(gitHub({ deliveries: [failed] }), at, 'signed')).toMatchObject({ ok: true });
    expect(await arrivalCheck(gitHub({ deliveries: [arrived] }), at, 'none')).toMatchObject({ ok: false });
    expect(await arrivalCheck(gitHub({ deliveries: [arrived] }), at, 'forged')).toMatchObject({
      ok: false,
      say: expect.stringContaining('not signed with the secret of this App'),
    });
  });
});
