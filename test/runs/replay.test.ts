import { describe, expect, test } from '@jest/globals';
import type { ModelReply, Turn } from '../../src/agent/types.ts';
import { roundDepartures, turnDepartures } from '../../src/runs/replay/departures.ts';
import { agentReplies, RecordedModel, RecordEnds } from '../../src/runs/replay/recorded-model.ts';
import type { StoredTurn } from '../../src/runs/types.ts';
import { gateReport, report } from './gate-reports.ts';

const usage = { input: 1, output: 1, cacheRead: 0, cacheWrite: 0 };
const reply = (text: string): ModelReply => ({
  content: [{ type: 'text', text }],
  stopReason: 'end_turn',
  usage,
  costUsd: 0,
  model: 'm',
});
function turn(results: string[], summary = 'exit 0'): Turn {
  const content = results.map((it, at) => ({ type: 'tool_result' as const, tool_use_id: `${at}`, content: it }));
  const tools = results.map(() => ({ name: 'bash', input: {}, ok: true, durationMs: 1, summary }));
  return { reply: reply(''), results: { role: 'user', content }, tools };
}

describe('where a replay departs', () => {
  test('the time that something took is no difference', () => {
    const then = turn(['ok 1 - adds\n  duration_ms: 1.25\ntook 12 s at 2026-11-24T10:00:00.123Z']);
    const now = turn(['ok 1 - adds\n  duration_ms: 0.5\ntook 13.5 s at 2026-11-25T11:10:10Z']);
    expect(turnDepartures(3, then, now)).toEqual([]);
  });

  test('the first line that differs is named, of each tool', () => {
    expect(turnDepartures(3, turn(['a\nb\nc', 'same']), turn(['a\nx', 'same']))).toEqual([
      { where: 'turn 3, bash', recorded: 'b', replayed: 'x' },
    ]);
  });

  test('a call that was interrupted then is not compared', () => {
    expect(turnDepartures(1, turn(['Interrupted'], 'interrupted'), turn(['done']))).toEqual([]);
  });

  test('a gate departs by its tree, what guards and checks say, and what stopped it', () => {
    const then = gateReport(null, { passed: true, reports: [report('passed', { durationMs: 5 })] });
    expect(roundDepartures(1, then, { ...then, reports: [report('passed', { durationMs: 9 })] })).toEqual([]);
    const now = gateReport('verifiers', { tree: 'f'.repeat(40), reports: [report('failed')] });
    expect(roundDepartures(2, then, now).map(({ where }) => where)).toEqual([
      'gate 2, tree',
      'gate 2, checks',
      'gate 2, stopped by',
    ]);
  });
});

describe('a recorded model', () => {
  const stored: StoredTurn[] = [
    { kind: 'user', message: { role: 'user', content: [] } },
    { kind: 'intent', reply: reply('one') },
    { kind: 'turn', turn: { ...turn(['x']), reply: reply('one') } },
    { kind: 'intent', reply: reply('cut off') },
    { kind: 'user', message: { role: 'user', content: [] } },
    { kind: 'turn', turn: { ...turn(['x']), reply: reply('two') } },
  ];
  const said = ({ content }: ModelReply) => (content[0]?.type === 'text' ? content[0].text : '');

  test('says again what the agent said, each once, what was cut off too, and then no more', async () => {
    expect(agentReplies(stored).map(said)).toEqual(['one', 'cut off', 'two']);
    const model = new RecordedModel(stored, []);
    expect(said(await model.ask({}))).toBe('one');
    expect([model.given, model.left]).toEqual([1, 2]);
    await model.ask({});
    await model.ask({});
    await expect(model.ask({})).rejects.toThrow(RecordEnds);
  });

  test('answers for the judge by the gate that asks', async () => {
    const round = (text: string, number: number) => ({
      attempt: 1,
      round: number,
      report: gateReport('judge'),
      patch: null,
      judgeReplies: [reply(text)],
    });
    const model = new RecordedModel([], [round('first', 1), round('second', 2)]);
    model.nextRound();
    expect(said(await model.ask({ schema: {} }))).toBe('second');
    await expect(model.ask({ schema: {} })).rejects.toThrow(RecordEnds);
  });
});
