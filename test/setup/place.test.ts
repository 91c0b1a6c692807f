import { describe, expect, test } from '@jest/globals';
import { firstForm, PlaceForm, placeOf } from '../../src/setup/place.ts';

const nothing = { publicUrl: null, channel: null, server: null };
const visited = 'http://127.0.0.1:3000';
const place = (fields: Partial<PlaceForm>, preset: Parameters<typeof firstForm>[0] = nothing) =>
  placeOf(PlaceForm.parse({ ...firstForm(preset), ...fields }), visited, preset);

describe('where the App is made', () => {
  test('on github.com, for a person, at an address of its own', () => {
    expect(place({ address: 'fettle.example.com' })).toEqual({
      webUrl: 'https://github.com',
      organisation: null,
      publicUrl: 'https://fettle.example.com',
      relay: null,
    });
  });

  test('on a server of its own, for an organisation, through a relay', () => {
    const own = { where: 'own', server: 'http://ghe.corp:8443/', owner: 'organisation', organisation: 'acme' } as const;
    expect(place({ ...own, reach: 'relay' })).toEqual({
      webUrl: 'http://ghe.corp:8443',
      organisation: 'acme',
      publicUrl: visited,
      relay: 'new',
    });
  });

  test('what is set by hand is what the form begins with, and is not contradicted', () => {
    const preset = { publicUrl: 'https://f.test', channel: 'https://smee.io/x', server: 'https://ghe.corp' };
    expect(place({}, preset)).toEqual({
      webUrl: 'https://ghe.corp',
      organisation: null,
      publicUrl: 'https://f.test',
      relay: 'https://smee.io/x',
    });
    expect(place({ where: 'github' }, preset)).toEqual({ wrong: expect.stringMatching(/^GHE_HOST says/) });
  });

  test.each([
    [{ where: 'own', server: 'ghe.corp/path' }, /server's address is not one/],
    [{ where: 'own', server: 'https://user:pass@ghe.corp' }, /server's address is not one/],
    [{ where: 'own', server: 'https://www.github.com' }, /GitHub itself/],
    [{ owner: 'organisation', organisation: 'acme/..' }, /organisation's name is not one/],
    [{ address: '' }, /address of this server is not one/],
    [{ address: 'javascript:alert(1)' }, /address of this server is not one/],
    [{ address: 'http://localhost:3000' }, /inside your network/],
    [{ address: 'http://192.168.1.7' }, /inside your network/],
    [{ address: 'http://[fd00::1]' }, /inside your network/],
  ] satisfies [Partial<PlaceForm>, RegExp][])('%j is told what is wrong with it', (fields, why) => {
    expect(place({ address: 'https://fettle.test.example', ...fields })).toEqual({ wrong: expect.stringMatching(why) });
  });
});
