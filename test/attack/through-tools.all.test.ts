import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { blocksOf } from '../support/model/messages-api.ts';
import { bash, edit, type Reply, say, type SeenRequest } from '../support/model/script.ts';
import { Stage } from '../support/stage.ts';
import { SUM } from '../support/sum-project.ts';
import { FOREIGN_PORTS, HOST_MARKER, TOOL_ATTACKS, type ToolAttack } from './through-tools.ts';

// One agent of the app itself does all of it in one sandbox, and then its task.

let stage: Stage;
/** All answers to an attack's calls, in order. */
const answers = new Map<ToolAttack, string[]>();
let published: { files: string[]; sum: string | null };

beforeAll(async () => {
  stage = await Stage.open({
    LOG_LEVEL: 'debug',
    FETTLE_SANDBOX_MEMORY_MB: '1536',
    FETTLE_SANDBOX_DISK_MB: '256',
    FETTLE_MAX_TURNS: '200',
  });
  const repo = await stage.repository('attacked', SUM, { ci: null, private: true });
  const ports = [stage.github.url, stage.model.url].map((url) => new URL(url).port).concat(String(stage.port));
  const aimed = (reply: Reply): Reply =>
    JSON.parse(JSON.stringify(reply).replaceAll(FOREIGN_PORTS, ports.join(' '))) as Reply;
  const calls = TOOL_ATTACKS.flatMap((it) => it.calls.map(aimed));
  const issue = stage.issue(repo, 'be as evil as you can', {
    agent: [
      ...calls,
      bash('find . -mindepth 1 -maxdepth 1 ! -name src ! -name test ! -name package.json -exec rm -rf {} +; ls -a'),
      edit('src/sum.js', 'a - b', 'a + b'),
      say('It adds now. \u001b[2J\u001b]0;owned\u0007'),
    ],
  });
  issue.addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  published = { files: await pr.files(), sum: await repo.file('src/sum.js', pr.head.sha) };

  const told = stage.asked(issue, 'agent').slice(1).map(resultOf);
  let at = 0;
  for (const attack of TOOL_ATTACKS) {
    answers.set(attack, told.slice(at, at + attack.calls.length));
    at += attack.calls.length;
  }
}, 600_000);
afterAll(() => stage.close());

/** What the last call was answered. */
function resultOf(request: SeenRequest): string {
  const last = request.body.messages.findLast((message) => message.role === 'user');
  return (last === undefined ? [] : blocksOf(last))
    .map((block) =>
      block.type === 'tool_result'
        ? typeof block.content === 'string'
          ? block.content
          : (block.content ?? []).map((part) => ('text' in part ? part.text : '')).join('\n')
        : '',
    )
    .join('\n');
}

describe('through the tools of an agent', () => {
  test.each(TOOL_ATTACKS.map((it) => [it.name, it] as const))('%s', (_name, attack) => {
    const said = answers.get(attack) ?? [];
    expect(said).toHaveLength(attack.calls.length);
    for (const sign of attack.says) expect(said.at(-1)).toMatch(sign);
    for (const sign of attack.never ?? []) expect(said.join('\n')).not.toMatch(sign);
    expect(existsSync(HOST_MARKER)).toBe(false);
  });
});

test('the run that did all this published its one honest change and left nothing', async () => {
  expect(published).toEqual({ files: ['src/sum.js'], sum: 'export const sum = (a, b) => a + b;' });
  expect(existsSync(HOST_MARKER)).toBe(false);
  await stage.until(async () => (await stage.leftovers()).length === 0, 'the containers to be gone');
  expect(stage.log).not.toContain('\u001b');
  expect(stage.surprises).toEqual([]);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});
