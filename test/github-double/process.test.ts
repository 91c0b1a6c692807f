import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectGitHub, type RemoteGitHub } from '../support/github/admin-client.ts';

const MAIN = fileURLToPath(new URL('../support/github/main.ts', import.meta.url));
let child: ChildProcess;
let github: RemoteGitHub;

beforeAll(async () => {
  child = spawn(process.execPath, [MAIN, '--app-id', '12', '--webhook-secret', 's3cret'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout === null) throw new Error('no output');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const said = JSON.parse(line) as Record<string, unknown>;
  expect(said).toMatchObject({ appId: 12, slug: 'fettle', webhookSecret: 's3cret' });
  github = connectGitHub(String(said.url));
});
afterAll(async () => {
  child.kill('SIGTERM');
  await once(child, 'exit');
  expect(child.exitCode).toBe(0);
});

test('another process drives the double and sees what a person would see', async () => {
  const repo = 'acme/widget';
  await github.call('repository', {
    repo,
    files: { 'a.txt': 'one\n' },
    ci: { jobs: [{ name: 'test', run: 'false' }] },
  });
  await github.call('openIssue', { repo, title: 'Broken', by: 'otto' });
  await github.call('addLabel', { repo, number: 1, label: 'fettle' });
  const { sha } = await github.call('push', { repo, by: 'maria', branch: 'topic', files: { 'a.txt': 'two\n' } });
  for (let i = 0; i < 800 && !JSON.stringify(await github.state()).includes('"conclusion":"failure"'); i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  expect(await github.state()).toMatchObject({
    unexpected: [],
    repositories: [
      {
        fullName: repo,
        branches: ['main', 'topic'],
        issues: [{ number: 1, title: 'Broken', author: 'otto', labels: ['fettle'] }],
        runs: [{ headSha: sha, status: 'completed', conclusion: 'failure' }],
      },
    ],
  });
  await expect(github.call('addLabel', { repo, label: 'x' })).rejects.toThrow(/number/);
  await expect(github.call('dance', {})).rejects.toThrow(/no verb dance; there are: webhook, repository/);
});
