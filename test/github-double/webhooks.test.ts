import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhooks } from '@octokit/webhooks';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type GitHubDouble, startGitHub } from '../support/github/github.ts';

let gh: GitHubDouble;
let receiver: Server;
let got: { name: string; id: string; verified: boolean; payload: Record<string, unknown> }[];

beforeEach(async () => {
  got = [];
  gh = await startGitHub({ webhookSecret: 'swordfish' });
  const webhooks = new Webhooks({ secret: 'swordfish' });
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const { 'x-github-event': name, 'x-github-delivery': id, 'x-hub-signature-256': signature } = request.headers;
      void webhooks.verify(body, String(signature)).then((verified) => {
        got.push({
          name: String(name),
          id: String(id),
          verified,
          payload: JSON.parse(body) as Record<string, unknown>,
        });
        response.writeHead(verified ? 200 : 400).end('ok');
      });
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  gh.setWebhookUrl(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/api/github/webhooks`);
});
afterEach(async () => {
  await gh.close();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

test("a label's webhook is signed so that @octokit/webhooks believes it, and says what GitHub says", async () => {
  const repo = await gh.repository('acme/widget', { private: true });
  const issue = repo.openIssue({ title: 'Broken', body: 'é 😀' }, 'otto');
  issue.addLabel('fettle', 'maria');
  await gh.settled();

  expect(got.map((it) => [it.name, it.payload.action, it.verified])).toEqual(
    expect.arrayContaining([
      ['issues', 'opened', true],
      ['issues', 'labeled', true],
    ]),
  );
  expect(got.find((it) => it.payload.action === 'labeled')?.payload).toMatchObject({
    installation: { id: gh.world.installationOf('acme').id },
    repository: {
      name: 'widget',
      full_name: 'acme/widget',
      private: true,
      default_branch: 'main',
      owner: { login: 'acme' },
    },
    sender: { login: 'maria', type: 'User' },
    label: { name: 'fettle' },
    issue: { number: 1, body: 'é 😀', user: { login: 'otto' }, labels: [{ name: 'fettle' }] },
  });
});

test('a delivery is sent again with its old id, and a forged one has a wrong signature', async () => {
  const repo = await gh.repository('acme/widget');
  repo.openIssue({ title: 'Broken' });
  await gh.settled();
  const [first] = gh.deliveries;
  await gh.redeliver(first?.id ?? 0);
  expect(got.map((it) => it.id)).toEqual([first?.guid, first?.guid]);
  expect(await gh.sendWebhook('issues', '{"action":"labeled"}', { secret: 'guessed' })).toBe(400);
  expect(got.at(-1)?.verified).toBe(false);
});

test('a lost webhook does not arrive, is in the log as failed, and can be asked for again', async () => {
  const repo = await gh.repository('acme/widget');
  gh.loseWebhooks((it) => it.event === 'issues');
  repo.openIssue({ title: 'Lost' }).comment('not lost');
  await gh.settled();
  expect(got.map((it) => it.name)).toEqual(['issue_comment']);
  gh.loseWebhooks();
  const lost = gh.deliveries.find((it) => it.status === 0);
  await gh.redeliver(lost?.id ?? 0);
  expect(got.at(-1)?.payload).toMatchObject({ action: 'opened', issue: { title: 'Lost' } });
});

test('waiting in vain tells what happened instead', async () => {
  const repo = await gh.repository('acme/widget');
  repo.openIssue({ title: 'Broken' });
  await expect(gh.waitFor(() => repo.pullRequests[0], 60, 'a pull request')).rejects.toThrow(
    /in vain for: a pull request[\s\S]*issue acme\/widget#1 opened by maria/,
  );
});
