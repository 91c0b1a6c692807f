import { expect, test } from '@jest/globals';
import { redactTurn } from '../../src/runs/redact-turn.ts';
import type { Turn } from '../../src/agent/types.ts';
import { createRedactor, redactAll } from '../../src/text/redact.ts';

const redact = createRedactor(['the model key of ours']);
const TOKEN = `ghs_${'a1B2c3'.repeat(6)}`;
const thought = (thinking: string) => ({ type: 'thinking' as const, thinking, signature: 'signed' });

const turn = {
  reply: {
    content: [
      thought('I saw it.'),
      thought(`It is ${TOKEN}.`),
      {
        type: 'tool_use',
        id: 'a',
        name: 'bash',
        input: { command: `echo ${TOKEN}`, more: ['-----BEGIN PRIVATE KEY-----'] },
      },
    ],
    stopReason: 'tool_use',
    usage: { input: 1, output: 1, cacheRead: 0, cacheWrite: 0 },
  },
  results: {
    role: 'user',
    content: [{ type: 'tool_result', tool_use_id: 'a', content: `${TOKEN}\nthe model key of ours` }],
  },
  tools: [{ name: 'bash', input: {}, ok: true, durationMs: 3, summary: TOKEN }],
} as unknown as Turn;

test('a stored turn holds no secret, and no thought whose signature would not fit', () => {
  const safe = redactTurn({ kind: 'turn', turn }, redact);
  if (safe.kind !== 'turn') throw new Error('it is another kind now');
  const stored = safe.turn;
  expect(JSON.stringify(stored)).not.toMatch(/ghs_|model key of ours|BEGIN/);
  expect(stored.reply.content.map((it) => it.type)).toEqual(['thinking', 'tool_use']);
  expect(stored.results?.content).toEqual([
    { type: 'tool_result', tool_use_id: 'a', content: '[redacted]\n[redacted]' },
  ]);
  expect(stored.tools[0]).toMatchObject({ ok: true, durationMs: 3, summary: '[redacted]' });
  expect(turn.reply.content).toHaveLength(3);
});

test('a key that is cut off takes nothing else of a value with it', () => {
  const data = { a: '-----BEGIN RSA PRIVATE KEY-----\nMIIE', b: [1, null, true, 'kept'] };
  expect(redactAll(data, redact)).toEqual({ a: '[redacted]', b: [1, null, true, 'kept'] });
});
