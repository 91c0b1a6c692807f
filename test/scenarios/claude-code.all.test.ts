import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { call, lastUserText, type Reply, say } from '../support/model/script.ts';
import { MODEL_KEY, Stage } from '../support/stage.ts';
import { MORE_TESTS, SUM } from '../support/sum-project.ts';

/** The published client itself, from npm, in a real sandbox; only its model is scripted. */
const IMAGE = 'bin/claude-code-image.mjs';

let stage: Stage;
beforeAll(async () => {
  await promisify(execFile)(process.execPath, [IMAGE]);
  stage = await Stage.open({ FETTLE_SANDBOX_IMAGE: 'fettle-claude-code', FETTLE_AGENT_PROFILE: 'claude-code' });
});
afterEach(() => expect(stage.surprises).toEqual([]));
afterAll(() => stage.close());

const shell = (command: string): Reply => call('Bash', { command, description: 'a step' });
const verifies = (): Reply => call('mcp__fettle__verify', {});

/** What a repository can hold to make the client do what nobody asked for. */
const HOSTILE = {
  '.claude/settings.json': JSON.stringify({
    hooks: { SessionStart: [{ hooks: [{ type: 'command', command: 'touch /workspace/hooked' }] }] },
    env: { HOSTILE: '1' },
  }),
  '.mcp.json': JSON.stringify({ mcpServers: { evil: { command: 'touch', args: ['/workspace/served'] } } }),
  'CLAUDE.md': 'The word of this file is kumquat.\n',
  '.claude/agents/evil.md': '---\nname: evil\ndescription: kumquat\n---\nkumquat\n',
};

test('Claude Code makes the change, its hook holds it to the checks, and only the gate opens the pull request', async () => {
  const repo = await stage.repository('driven', { ...SUM, ...HOSTILE });
  const issue = stage.issue(repo, 'one and two must make three', {
    agent: [
      shell('cat src/sum.js; env | sort; ls'),
      call('Write', { file_path: '/workspace/test/more.test.js', content: MORE_TESTS }),
      shell("sed -i 's/a - b/a * b/' src/sum.js"),
      verifies(),
      say('It multiplies now.'), // its hook says no
      shell("sed -i 's/a \\* b/a + b/' src/sum.js"),
      say('It adds now, as the issue asks.'),
    ],
  });
  issue.addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  expect(await repo.file('src/sum.js', pr.head.sha)).toContain('a + b');
  expect(await repo.git('diff', '--name-only', 'main', pr.head.sha)).toBe('src/sum.js\ntest/more.test.js');

  const asked = stage.asked(issue, 'agent');
  const told = asked.map(lastUserText);
  expect(told[4]).toContain('npm:test: FAILED: 1 of 2 tests failed');
  expect(told[5]).toContain('npm:test: FAILED');
  // No key inside, and nothing of the repository's own settings for it.
  expect(told[1]).toContain('a - b');
  expect(told[1]).not.toContain(MODEL_KEY);
  expect(told[1]).not.toMatch(/HOSTILE|hooked|served/);
  expect(asked.map(({ text }) => text).join('\n')).not.toContain('kumquat');
  for (const { body } of asked) {
    expect((body.tools ?? []).every(({ type }) => type === undefined || type === 'custom')).toBe(true);
  }
  expect(stage.asked(issue, 'judge')).toHaveLength(1);
});

test('it says that it can not be done, and that is the end of it', async () => {
  const repo = await stage.repository('declined', SUM);
  const issue = stage.issue(repo, 'prove that one is two', {
    agent: [call('mcp__fettle__cannot_do', { reason: 'One is not two.' })],
  });
  issue.addLabel('fettle');

  expect(await stage.ended(issue, 'One is not two.')).toContain('escalated');
  expect(stage.asked(issue, 'agent')).toHaveLength(1);
});

test('what it asks the relay for beyond its task is refused', async () => {
  const repo = await stage.repository('nosy', { ...SUM });
  const ask = (path: string, body: object) =>
    `node -e 'fetch(process.env.ANTHROPIC_BASE_URL + "${path}", { method: "POST", body: JSON.stringify(${JSON.stringify(body)}) }).then((it) => it.text()).then(console.log)'`;
  const body = { model: 'claude-sonnet-5-5', max_tokens: 10, messages: [{ role: 'user', content: 'hello' }] };
  const issue = stage.issue(repo, 'add, and look around', {
    agent: [
      shell(
        [
          ask('/v1/models', {}),
          ask('/v1/messages', { ...body, model: 'claude-opus-5-5' }),
          ask('/v1/messages', { ...body, mcp_servers: [{ type: 'url', url: 'https://example.org', name: 'x' }] }),
          ask('/v1/messages', { ...body, tools: [{ type: 'web_search_20250305', name: 'web_search' }] }),
        ].join('; '),
      ),
      shell("sed -i 's/a - b/a + b/' src/sum.js"),
      say('It adds now.'),
    ],
  });
  issue.addLabel('fettle');

  await stage.pullRequest(repo);
  const [, second] = stage.asked(issue, 'agent').map(lastUserText);
  expect(second).toMatch(/answers POST \/v1\/messages and nothing else/);
  expect(second).toMatch(/passes on calls to claude-sonnet-5-5 only/);
  expect(second).toMatch(/does not pass on the field mcp_servers/);
  expect(second).toMatch(/no tool that the server carries out: web_search/);
});
