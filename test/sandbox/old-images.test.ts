import { expect, test } from '@jest/globals';
import { outdated } from '../../src/sandbox/old-images.ts';

const NOW = Date.parse('2026-11-25');
const image = (RepoTags: string[] | null, age: number, Labels: Record<string, string> = {}) => ({
  Id: `id of ${RepoTags?.[0] ?? 'a nameless one'}`,
  RepoTags: RepoTags as string[],
  Labels,
  Created: NOW / 1000 - age * 24 * 3600,
});

test('old versions of our images go; what is current, young, or somebody else’s stays', () => {
  const current = new Set(['fettle-sandbox:0123456789abcdef', 'fettle-sandbox-base:0123456789ab']);
  const images = [
    image(['fettle-sandbox:0123456789abcdef', 'fettle-sandbox:latest'], 60),
    image(['fettle-sandbox:fedcba9876543210', 'fettle-sandbox:mine'], 15),
    image(['fettle-sandbox:polyglot-fedcba9876543210'], 15),
    image(['fettle-sandbox:polyglot-0000000000000000'], 13),
    image(['fettle-sandbox-base:0123456789ab'], 60),
    image(['fettle-sandbox-base:ba9876543210'], 60),
    image(['acme/fettle-sandbox:fedcba9876543210'], 60),
    image(['<none>:<none>'], 0, { 'fettle.files': 'x' }),
    image(null, 60),
  ];
  expect(outdated(images, current, NOW)).toEqual([
    'fettle-sandbox:fedcba9876543210',
    'fettle-sandbox:polyglot-fedcba9876543210',
    'fettle-sandbox-base:ba9876543210',
    'id of <none>:<none>',
  ]);
});
