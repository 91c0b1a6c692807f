import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Order } from '../../src/runs/types.ts';
import type { IssueStory } from '../support/github/stories/issue.ts';
import { cannotDo, edit, request, say, type Step } from '../support/model/script.ts';
import { freePort } from '../support/free-port.ts';
import { Stage } from '../support/stage.ts';
import { csrfIn, Visitor } from '../support/visitor.ts';

const SUM = {
  '.github/fettle.yml': 'verifiers: [{ name: shape, run: "grep -q \'export const sum\' src/sum.js" }]\n',
  'src/sum.js': 'export const sum = (a, b) => a - b;\n',
};
const CHANGE: Step[] = [edit('src/sum.js', 'a - b', 'a + b'), say('It adds now.')];
const GREEN = { jobs: [{ name: 'test', results: ['success' as const] }] };

jest.setTimeout(600_000);
let stage: Stage;
let url: string;
beforeAll(async () => {
  const port = String(await freePort());
  url = `http://127.0.0.1:${port}`;
  stage = await Stage.open({ PORT: port, FETTLE_URL: url, FETTLE_SANDBOX_IMAGES: 'with-ruby=fettle-sandbox' });
});
afterAll(async () => {
  const { surprises } = stage;
  await stage.close();
  expect(surprises).toEqual([]);
});

interface Row {
  id: string;
  state: string;
}
const runsOf = (issue: IssueStory) =>
  stage.query<Row>(
    `SELECT id, state FROM fettle.run WHERE task ->> 'title' = '${issue.title}' ORDER BY created_at DESC`,
  );
const runOf = async (issue: IssueStory) => (await runsOf(issue))[0] as Row;
const timeline = async (issue: IssueStory) =>
  (
    await stage.query<{ text: string }>(
      `SELECT e.text FROM fettle.run_event e JOIN fettle.run r ON r.id = e.run_id WHERE r.task ->> 'title' = '${issue.title}' ORDER BY e.id`,
    )
  ).map(({ text }) => text);
const said = (issue: IssueStory, text: string) =>
  stage.until(async () => (await timeline(issue)).some((line) => line.includes(text)), text);

/** What the dashboard stores, and nothing else. */
async function order(issue: IssueStory, what: Order, by: string | null): Promise<void> {
  await stage.order({ runId: (await runOf(issue)).id, order: what, by });
}
const parked = (issue: IssueStory) =>
  stage.until(
    async () =>
      (
        await stage.query<{ key: string }>(
          `SELECT q.key FROM fettle.request q JOIN fettle.run r ON r.id = q.run_id
           WHERE r.task ->> 'title' = '${issue.title}' AND q.comment_id IS NOT NULL AND q.answer IS NULL`,
        )
      )[0]?.key as string,
    'a request that waits',
  );

/** The comment that says so comes a moment before. */
const hasEnded = (issue: IssueStory) =>
  stage.until(async () => (await runsOf(issue))[0]?.state === 'ended', 'the run to have ended');

test.concurrent('another try begins anew without a pull request, and goes on with an open one', async () => {
  const repo = await stage.repository('again', SUM, { ci: GREEN });
  const issue = stage.issue(repo, 'sum must add, at the second try', { agent: [cannotDo('not today'), ...CHANGE] });
  issue.addLabel('fettle');
  await hasEnded(issue);
  const first = await runOf(issue);
  await order(issue, { what: 'retry' }, 'maria');
  const pr = await stage.pullRequest(repo);
  await stage.until(async () => (await runOf(issue)).state === 'ended', 'the second run to end');
  expect(await runsOf(issue)).toHaveLength(2);
  const second = await runOf(issue);
  const before = await timeline(issue);
  expect(before).toContain(`maria asked for another try on the dashboard: run ${second.id}`);
  expect(second.id).not.toBe(first.id);

  await order(issue, { what: 'retry' }, null);
  await said(issue, 'The operator asked for another try at a terminal');
  await stage.until(async () => (await runOf(issue)).state === 'ended', 'the run to end once more');
  expect(await runsOf(issue)).toHaveLength(2);
  pr.close();
  await stage.quiet();
  await order(issue, { what: 'retry' }, 'maria');
  await said(issue, `maria wanted to have another try on the dashboard: pull request #${pr.number} is closed`);
});

test.concurrent("the operator's new try of a task is pushed in the name of who asked for it", async () => {
  const repo = await stage.repository('for-maria', SUM, { ci: GREEN });
  const issue = stage.issue(repo, 'sum must add, says the operator', { agent: [cannotDo('not today'), ...CHANGE] });
  issue.addLabel('fettle');
  await hasEnded(issue);
  await order(issue, { what: 'retry' }, null);
  const pr = await stage.pullRequest(repo);
  expect(pr.body).toContain('By `maria`');
});

test.concurrent('an answer, a hold and its end, by people who may', async () => {
  const repo = await stage.repository('answered', SUM, { ci: GREEN });
  const issue = stage.issue(repo, 'sum must add, with an order', { agent: [request('tool', 'ruby'), ...CHANGE] });
  issue.addLabel('fettle');
  const answer = { what: 'answer', request: await parked(issue), verdict: 'allow', words: 'for once' } as const;
  await order(issue, answer, 'otto');
  await said(issue, 'otto wanted to answer a question on the dashboard: they may not write to the repository');
  expect(stage.asked(issue, 'agent')).toHaveLength(1);

  const page = `/runs/${(await runOf(issue)).id}`;
  const maria = new Visitor(url);
  stage.github.browserOf('maria');
  const seen = await maria.signIn(page);
  expect(seen.text).toContain('The agent asks for the tool <code>ruby</code>');
  const held = await maria.post(`${page}/orders`, { csrf: csrfIn(seen), what: 'hold' });
  expect([held.status, held.url]).toEqual([200, `${url}${page}?did=hold`]);
  await said(issue, 'maria put it on hold on the dashboard');
  expect(issue.labels).toContain('fettle:hold');
  await order(issue, answer, 'maria');
  await said(issue, 'maria allowed the tool ruby');
  expect(repo.pullRequests).toEqual([]);
  await order(issue, { what: 'release' }, 'maria');
  const pr = await stage.pullRequest(repo);
  expect(issue.labels).not.toContain('fettle:hold');
  expect((await maria.get(page)).text).toContain('maria allowed the tool ruby');
  expect((await maria.get(`${page}/diff`)).text).toContain('export const sum = (a, b) =&gt; a + b;');
  expect((await maria.get(`${page}/logs`)).text).toContain('custom:shape</a>');
  expect(pr.body).toContain('tool `ruby`, by `maria`');
  await order(issue, answer, 'maria');
  await stage.until(async () => (await timeline(issue)).some((line) => /answered before|has ended/.test(line)), 'a no');
});

test.concurrent('a cancel from a terminal ends a run, and says who did it', async () => {
  const repo = await stage.repository('called-off', SUM, { ci: GREEN });
  const issue = stage.issue(repo, 'sum must not add', { agent: [request('tool', 'ruby'), ...CHANGE] });
  issue.addLabel('fettle');
  await parked(issue);
  await order(issue, { what: 'cancel' }, null);
  const comment = await stage.ended(issue, 'no_pr{cancelled}');
  expect(comment).toContain('The operator cancelled it at a terminal');
  await order(issue, { what: 'hold' }, 'maria');
  await said(issue, 'maria wanted to hold it on the dashboard: the run has ended');
});
