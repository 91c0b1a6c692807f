import { expect, test } from '@jest/globals';
import { QUESTION } from '../../../src/agent/tools/request.ts';
import type { RepoConfig } from '../../../src/repo-config.ts';
import type { RunParts } from '../../../src/runs/parts.ts';
import { granted, requestsOf } from '../../../src/runs/requests/requests.ts';
import type { AskedFor, RequestAnswer, Run } from '../../../src/runs/types.ts';

test('one question is people’s to answer, whatever the settings say, is asked once, and grants nothing', async () => {
  const kept: AskedFor[] = [];
  const store = {
    requests: async () => kept,
    addRequest: async (_: string, key: string, request: AskedFor['request'], answer: RequestAnswer | null) => {
      const asked = { key, request, askedAt: new Date(0), commentId: null, answer };
      kept.push(asked);
      return asked;
    },
  };
  const deny = { kind: '*' as const, name: '*', answer: 'deny' as const };
  const settings = { requests: [deny], offer: { images: [], serviceImages: [], githubHosts: [] } };
  const parts = { store, settings } as unknown as RunParts;
  const { ask, answer } = requestsOf({ id: 'r' } as Run, { requests: [deny] } as unknown as RepoConfig, true, parts);

  const first = await ask({ ...QUESTION, why: 'Add or multiply?' });
  expect(first.kind).toBe('later');
  // As after a crash in between.
  expect(await ask({ ...QUESTION, why: 'Add, or multiply?' })).toEqual(first);
  expect(kept).toHaveLength(1);

  const [asked] = kept;
  if (asked === undefined || first.kind !== 'later') throw new Error('it was not asked');
  asked.answer = { verdict: 'allow', by: 'ann', words: 'add' };
  expect(await ask({ ...QUESTION, why: 'In which file?' })).toMatchObject({ kind: 'refused' });
  expect(JSON.stringify(await answer(first.key))).toContain('answered your question');
  expect(granted(kept)).toEqual([]);
});
