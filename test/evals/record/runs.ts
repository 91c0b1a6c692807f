import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { type Model, type ModelReply, ModelUnavailable } from '../../../src/agent/types.ts';
import type { Manifest } from '../../../src/evals/record/manifest.ts';
import type { RunDirectory } from '../../../src/evals/record/run-directory.ts';
import { type Ended, runSuite, type SuiteRun } from '../../../src/evals/record/run-suite.ts';
import type { Suite } from '../../../src/evals/suites/suite.ts';
import { createRedactor } from '../../../src/text/redact.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is removed after all tests of a file. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fettle-evals-'));
  folders.push(folder);
  return folder;
}

export const manifestOf = (suite: Suite, more: Partial<Manifest> = {}): Manifest => ({
  version: 1,
  run: 'a-run',
  suite: suite.name,
  arm: { name: 'a', promptHash: 'p', profile: null, agentModel: null, judgeModel: 'm', verifiers: 'v' },
  source: 'shipped',
  items: [...suite.items],
  k: 1,
  seed: 1,
  budgetUsd: null,
  startedAt: '2026-01-01T00:00:00.000Z',
  versions: {},
  ...more,
});

/** A suite that asks its model once for each item and takes the answer `right` for right. */
export function askingSuite(count: number): Suite {
  const items = Array.from({ length: count }, (_, at) => ({ id: `item-${at}`, cluster: `c${at % 3}`, hash: `h${at}` }));
  return {
    name: 'judge',
    items,
    async tryItem(id, trial, { model, signal }) {
      const nothing = { costUsd: 0, usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }, expected: 'right' };
      try {
        const reply = await model('judge').ask({
          model: 'm',
          system: 'the prompt',
          messages: [{ role: 'user', content: [{ type: 'text', text: `${id} ${trial}` }] }],
          maxTokens: 10,
          signal,
        });
        const text = reply.content.map((block) => (block.type === 'text' ? block.text : '')).join('');
        const score = text === 'right' ? 1 : 0;
        return { ...nothing, costUsd: reply.costUsd, score, answer: text.slice(0, 20), detail: text, record: { text } };
      } catch (error) {
        if (!(error instanceof ModelUnavailable)) throw error;
        return { ...nothing, score: null, answer: 'unavailable', detail: error.message, record: null };
      }
    },
  };
}

export const replyOf = (text: string, costUsd = 0.01): ModelReply => ({
  content: [{ type: 'text', text }],
  stopReason: 'end_turn',
  usage: { input: 1, output: 1, cacheRead: 0, cacheWrite: 0 },
  costUsd,
  model: 'm',
});

export interface CountingModel extends Model {
  asked: string[];
}

/** Answers as `answer` says, and knows what it was asked. */
export function modelThat(answer: (text: string) => ModelReply | Promise<ModelReply>): CountingModel {
  const asked: string[] = [];
  return {
    asked,
    async ask({ messages }) {
      const block = messages.at(-1)?.content[0];
      const text = block?.type === 'text' ? block.text : '';
      asked.push(text);
      return answer(text);
    },
  };
}

export function carryOn(
  directory: RunDirectory,
  suite: Suite,
  model: Model,
  more: Partial<SuiteRun> = {},
): Promise<Ended> {
  return runSuite({
    directory,
    suite,
    model: () => model,
    concurrency: 3,
    budgetUsd: directory.manifest.budgetUsd,
    signal: new AbortController().signal,
    redact: createRedactor(),
    say: () => undefined,
    onProgress: () => undefined,
    ...more,
  });
}
