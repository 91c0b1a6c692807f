import { expect, test } from '@jest/globals';
import { readAppYml } from '../../src/setup/app-yml.ts';
import { manifestFor } from '../../src/setup/manifest.ts';
import type { Place } from '../../src/setup/place.ts';
import { problemsIn } from '../support/github/state/manifests.ts';

const wanted = readAppYml();
const addresses = { hookUrl: 'https://fettle.test/hook', redirectUrl: 'http://127.0.0.1:3000/back', tail: 'a1b2c3' };
const mine: Place = {
  webUrl: 'https://github.com',
  organisation: null,
  publicUrl: 'https://fettle.test',
  relay: null,
};

test('the manifest asks for what app.yml asks for, and GitHub takes it', () => {
  const { manifest } = manifestFor(wanted, mine, addresses);
  expect(manifest).toEqual({
    name: 'Fettle a1b2c3',
    description: wanted.description,
    url: 'https://fettle.test',
    public: false,
    hook_attributes: { url: 'https://fettle.test/hook', active: true },
    redirect_url: 'http://127.0.0.1:3000/back',
    callback_urls: ['https://fettle.test/sign-in/callback'],
    setup_url: 'https://fettle.test/repositories',
    request_oauth_on_install: false,
    default_permissions: wanted.default_permissions,
    default_events: wanted.default_events,
  });
  const { default_permissions: permissions, default_events: events } = wanted;
  const asked = { name: 'Fettle', hookUrl: 'https://fettle.test/hook', redirectUrl: '', callbackUrls: [], permissions };
  expect(problemsIn({ ...asked, events })).toEqual([]);
  expect(problemsIn({ ...asked, events: [...events, 'installation'] })).not.toEqual([]);
});

test("the form leads to the owner's page, on the server that was chosen, with a name that fits", () => {
  expect(manifestFor(wanted, mine, addresses).action).toBe('https://github.com/settings/apps/new');
  const theirs = { ...mine, webUrl: 'https://ghe.test', organisation: 'a-name-of-39-characters-as-github-allows' };
  const { action, manifest } = manifestFor(wanted, theirs, addresses);
  expect(action).toBe(`https://ghe.test/organizations/${theirs.organisation}/settings/apps/new`);
  expect(manifest.name).toBe('Fettle a-name-of-39-characters-as-');
});
