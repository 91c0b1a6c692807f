import { describe, expect, test } from '@jest/globals';
import { profileHash, profileNames, profileOf, profilePrompt, readProfile } from '../../src/agent/profiles/profile.ts';
import { systemPrompt } from '../../src/agent/prompts/prompts.ts';
import { agentTools } from '../../src/agent/tools/agent-tools.ts';
import type { Sandbox } from '../../src/sandbox/types.ts';

const toolsOf = (name: string) =>
  agentTools({} as Sandbox, profileOf(name), async () => ({ kind: 'refused', why: '' }) as never).map(
    ({ definition }) => definition.name,
  );

describe('agent profiles', () => {
  test('all that ship can be read, and no two are the same agent', () => {
    const profiles = profileNames().map(profileOf);
    expect(profiles.map(({ name }) => name)).toEqual(expect.arrayContaining(['fettle', 'minimal']));
    expect(new Set(profiles.map(profileHash)).size).toBe(profiles.length);
    for (const profile of profiles) expect(profilePrompt(profile).length).toBeGreaterThan(100);
  });

  test('ours has every tool and the prompt that ships', () => {
    expect(toolsOf('fettle')).toEqual([
      'str_replace_based_edit_tool',
      'bash',
      'search',
      'cannot_do',
      'request',
      'ask_question',
    ]);
    expect(profileOf('fettle').tools).toContain('verify');
    expect(profilePrompt(profileOf('fettle'))).toBe(systemPrompt());
  });

  test('the control has a shell and nothing else', () => {
    expect(toolsOf('minimal')).toEqual(['bash']);
    expect(profileOf('minimal').tools).toEqual(['bash']);
  });

  test('another word in the prompt is another agent', () => {
    const ours = profileOf('fettle');
    expect(profileHash({ ...ours, prompt: 'minimal.md' })).not.toBe(profileHash(ours));
    expect(profileHash({ ...ours, limits: { ...ours.limits, turns: 5 } })).not.toBe(profileHash(ours));
  });

  test('what is wrong with one is said', () => {
    const good = { ...profileOf('minimal') };
    const read = (change: object) => () => readProfile(JSON.stringify({ ...good, ...change }), 'minimal');
    expect(() => profileOf('minimum')).toThrow(/There is no agent profile "minimum": there are .*fettle, minimal/);
    expect(() => profileOf('../prompts/prompts')).toThrow(/There is no agent profile/);
    expect(() => readProfile('{', 'minimal')).toThrow('The agent profile minimal is no JSON.');
    expect(read({ tools: ['browser'] })).toThrow(/minimal is wrong[\s\S]*tools/);
    expect(read({ prompt: '../../secrets.md' })).toThrow(/minimal is wrong[\s\S]*prompt/);
    expect(read({ colour: 'blue' })).toThrow(/minimal is wrong[\s\S]*colour/);
    expect(read({ name: 'other' })).toThrow('The agent profile minimal calls itself other.');
  });
});
