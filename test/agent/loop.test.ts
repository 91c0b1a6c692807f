import { afterEach, describe, expect, test } from '@jest/globals';
import { resumeConversation } from '../../src/agent/resume.ts';
import {
  bash,
  call,
  cannotDo,
  edit,
  lastUserText,
  maxTokens,
  refusal,
  say,
  together,
  view,
} from '../support/model/script.ts';
import { type Story, tell } from './story.ts';

let story: Story | null = null;
afterEach(async () => {
  await story?.end();
  story = null;
});

const FIX = edit('src/add.js', 'a - b', 'a + b');

describe('the agent loop', () => {
  test('looks, edits, runs and ends with a summary', async () => {
    story = await tell([
      view('src/add.js'),
      FIX,
      bash('node -e "import(\'./src/add.js\').then((m) => console.log(m.add(2, 3)))"'),
      (request) => say(`add() adds: ${lastUserText(request)}`),
    ]);
    const { end, spent } = await story.go();

    expect(end).toEqual({ kind: 'finished', summary: 'add() adds: Exit code 0.\n5' });
    expect(await story.sandbox.text('src/add.js')).toContain('a + b');
    expect(spent.turns).toBe(4);
    expect(spent.costUsd).toBeGreaterThan(0);
    expect(story.server.refused).toEqual([]);
    const written = story.stored.map((entry) => entry.kind);
    expect(written).toEqual(['intent', 'turn', 'intent', 'turn', 'intent', 'turn', 'turn']);
    expect(story.stored.at(-1)).toMatchObject({ turn: { results: null, end: { kind: 'finished' } } });
  });

  test('runs the tools of one reply in order, after the intent is stored and before the turn is', async () => {
    const order: string[] = [];
    story = await tell([
      together(bash('echo 1 >> log'), bash('echo 2 >> log; sleep 0.1'), bash('echo 3 >> log')),
      say('Done.'),
    ]);
    const { sandbox } = story;
    await story.go({
      onIntent: async () => void order.push(`intent ${await sandbox.text('log')}`),
      onTurn: async () => void order.push(`turn ${await sandbox.text('log')}`),
    });
    expect(order).toEqual(['intent null', 'turn 1\n2\n3\n', 'turn 1\n2\n3\n']);
  });

  test('tells the model what was wrong with a call, and goes on', async () => {
    const told: string[] = [];
    const listen = (next: ReturnType<typeof say>) => (request: Parameters<typeof lastUserText>[0]) => {
      told.push(lastUserText(request));
      return next;
    };
    story = await tell([
      edit('src/add.js', 'not there', 'x'),
      listen(call('delete_everything', {})),
      listen(call('bash', { command: 7 })),
      listen(view('../../etc/passwd')),
      listen(FIX),
      say('Done.'),
    ]);
    expect((await story.go()).end).toEqual({ kind: 'finished', summary: 'Done.' });
    expect(told[0]).toMatch(/old_str is not in the file/);
    expect(told[1]).toMatch(/There is no tool of this name.*bash, search, cannot_do/);
    expect(told[2]).toMatch(/The input is wrong.*expected string/s);
    expect(told[3]).toMatch(/leads out of the repository/);
  });

  test('ends honestly when the agent says that it cannot do it, and runs nothing after that', async () => {
    story = await tell([together(cannotDo('The tests contradict the task.'), bash('touch late'))]);
    expect((await story.go()).end).toEqual({ kind: 'cannot_do', reason: 'The tests contradict the task.' });
    expect(await story.sandbox.text('late')).toBeNull();
  });

  test('ends when the model refuses', async () => {
    story = await tell([refusal()]);
    expect((await story.go()).end).toEqual({ kind: 'refused' });
  });

  test('never runs a call that the output limit cut off, and asks for smaller steps', async () => {
    let told = '';
    story = await tell([
      maxTokens(bash('touch half-a-command')),
      maxTokens(say('A very long speech')),
      (request) => {
        told = request.text;
        return say('Done.');
      },
    ]);
    expect((await story.go()).end).toEqual({ kind: 'finished', summary: 'Done.' });
    expect(story.sandbox.commands).toEqual([]);
    expect(told).toMatch(/Not run: your reply was cut off[\s\S]*Go on, in smaller steps/);
    expect(story.server.refused).toEqual([]);
  });

  test('gives up on a model that goes on bringing nothing', async () => {
    story = await tell(() => maxTokens(say('and so on')));
    expect((await story.go()).end).toMatchObject({ kind: 'model_faults' });
    expect(story.server.requests.length).toBe(5);
  });

  test('passes on what a tool throws: a broken machine is nothing that the model could answer', async () => {
    story = await tell([bash('true')]);
    const { sandbox } = story;
    sandbox.run = () => Promise.reject(new Error('the engine is gone'));
    await expect(story.go()).rejects.toThrow('the engine is gone');
  });

  test('an abort ends a running command; the turn is not recorded as done', async () => {
    const abort = new AbortController();
    story = await tell([together(bash('sleep 60'), bash('touch after'))]);
    const { sandbox, stored } = story;
    const going = story.go({ signal: abort.signal });
    while (sandbox.commands.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    abort.abort();
    expect((await going).end).toEqual({ kind: 'cancelled' });
    expect(stored.map((entry) => entry.kind)).toEqual(['intent']);
    expect(sandbox.commands).toEqual([['bash', '-c', 'sleep 60']]);
  });

  test('cuts a long tool result in the middle', async () => {
    let told = '';
    story = await tell([
      bash('echo first; yes | head -c 40000; echo last'),
      (request) => {
        told = lastUserText(request);
        return say('Done.');
      },
    ]);
    await story.go();
    expect(told.length).toBeLessThanOrEqual(16_000);
    expect(told).toMatch(/^Exit code 0\.\nfirst[\s\S]*characters cut[\s\S]*last\n$/);
  });
});

describe('budgets wind down', () => {
  const budget = { maxTurns: 4, maxCostUsd: 10, maxMs: 600_000, maxContextTokens: 200_000 };

  test('the agent is asked to finish, then told of its last turn, then it is over', async () => {
    const told: string[] = [];
    story = await tell((request) => {
      told.push(lastUserText(request));
      return bash('true');
    });
    const { end, spent } = await story.go({ budget });
    expect(end).toEqual({ kind: 'budget', which: 'turns' });
    expect(spent.turns).toBe(4);
    expect(told.map((text) => /Finish now/.test(text))).toEqual([false, false, true, false]);
    expect(told.map((text) => /last turn/.test(text))).toEqual([false, false, false, true]);
  });

  test('an agent that heeds the last note has finished', async () => {
    story = await tell((request) => (/last turn/.test(request.text) ? say('Half of it is done.') : bash('true')));
    expect((await story.go({ budget })).end).toEqual({ kind: 'finished', summary: 'Half of it is done.' });
  });

  test.each([
    ['money', { maxCostUsd: 0.01 }],
    ['time', { maxMs: 5_000 }],
    ['context', { maxContextTokens: 3_000 }],
  ])('%s', async (which, change) => {
    let clock = 0;
    const noted = new Set<string>();
    story = await tell((request) => {
      for (const note of lastUserText(request).match(/Note from Fettle: [^.]*/g) ?? []) noted.add(note);
      return bash('echo some output that fills the conversation; seq 1 40');
    });
    const { end } = await story.go({ budget: { ...budget, maxTurns: 200, ...change }, now: () => (clock += 100) });
    expect(end).toEqual({ kind: 'budget', which });
    expect(noted.size).toBe(2);
  });

  test('what an earlier round spent counts', async () => {
    story = await tell([]);
    const spent = { turns: 4, usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }, costUsd: 0, ms: 0 };
    expect((await story.go({ budget, spent })).end).toEqual({ kind: 'budget', which: 'turns' });
    expect(story.server.requests).toEqual([]);
  });
});

describe('after a restart', () => {
  test('the model is told which call was interrupted, and nothing is run twice', async () => {
    const told: string[] = [];
    story = await tell([
      bash('echo ran >> log'),
      bash('echo interrupted >> log'),
      (request) => {
        told.push(lastUserText(request));
        return say('Done.');
      },
    ]);
    const { stored, sandbox } = story;
    // The worker dies after the second intent was stored and before its turn is.
    await expect(
      story.go({
        onIntent: async (reply) => {
          stored.push({ kind: 'intent', reply });
          if (stored.length === 3) throw new Error('killed');
        },
      }),
    ).rejects.toThrow('killed');

    const { messages: first } = story.server.requests[0]?.body ?? { messages: [] };
    const task = { kind: 'user' as const, message: { role: 'user' as const, content: first[0]?.content as [] } };
    const resumed = resumeConversation([task, ...JSON.parse(JSON.stringify(stored))]);
    expect(resumed.interrupted?.tools).toMatchObject([{ name: 'bash', ok: false, summary: 'interrupted' }]);

    const { end } = await story.go({ messages: resumed.messages });
    expect(end).toEqual({ kind: 'finished', summary: 'Done.' });
    expect(told[0]).toMatch(/Interrupted.*unknown whether it took effect/);
    expect(await sandbox.text('log')).toBe('ran\n');
    expect(story.server.refused).toEqual([]);
  });

  test('the rebuilt conversation is the one that was sent, notes included, and knows how it ended', async () => {
    story = await tell([
      maxTokens(bash('true')),
      maxTokens(say('long')),
      together(bash('true'), bash('false')),
      say('Done.'),
    ]);
    const { messages } = await story.go({
      budget: { maxTurns: 4, maxCostUsd: 10, maxMs: 600_000, maxContextTokens: 200_000 },
    });
    const task = { kind: 'user' as const, message: messages[0] as (typeof messages)[0] };
    const resumed = resumeConversation([task, ...JSON.parse(JSON.stringify(story.stored))]);
    expect(resumed.messages).toEqual(messages);
    expect(resumed.interrupted).toBeNull();
    expect(resumed.lastTurn?.end).toEqual({ kind: 'finished', summary: 'Done.' });
  });
});
