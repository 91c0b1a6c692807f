import { expect, test } from '@jest/globals';
import { commandIn } from '../../src/text/command.ts';
import { fromPullRequest, fromPush } from '../../src/webhooks/branches.ts';
import { fromCheckRun, fromCheckSuite, fromStatus, fromWorkflowRun } from '../../src/webhooks/ci.ts';
import { fromIssueComment } from '../../src/webhooks/issue-comment.ts';
import { fromInstallation, fromInstallationRepositories } from '../../src/webhooks/installation.ts';
import { fromIssues } from '../../src/webhooks/issues.ts';
import { fromReview, fromReviewComment } from '../../src/webhooks/reviews.ts';
import { comment, event, issues, repo, SHA, us } from './payloads.ts';

const ours = { label: { name: 'Fettle' } };
const bot = { sender: { login: 'helper[bot]', type: 'Bot' } };
const ignored = { ignored: expect.any(String) };

test('the label put on an issue asks, with the text as it stands', () => {
  expect(fromIssues(issues('labeled', { body: 'Steps' }, ours), us)).toEqual({
    kind: 'asked',
    repo,
    issue: 7,
    trigger: { kind: 'label', key: 'label:1001:2026-11-24T11:00:00Z' },
    by: 'ann',
    commentId: null,
    title: 'It breaks',
    body: 'Steps',
    request: null,
    at: '2026-11-24T11:00:00Z',
  });
});

test('an issue that is opened with the label asks once, whichever of the two events comes first', () => {
  const born = { labels: [{ name: 'fettle' }], updated_at: '2026-11-24T10:00:00Z' };
  const opened = fromIssues(issues('opened', born), us);
  expect(opened).toMatchObject({ kind: 'asked', body: '', trigger: { key: 'label:1001:2026-11-24T10:00:00Z' } });
  expect(fromIssues(issues('labeled', born, ours), us)).toEqual(opened);
});

test('another label, a closed issue, a pull request or a bot asks for nothing', () => {
  expect(fromIssues(issues('labeled', {}, { label: { name: 'fettle:needs-human' } }), us)).toEqual(ignored);
  expect(fromIssues(issues('opened', { labels: [{ name: 'bug' }] }), us)).toEqual(ignored);
  expect(fromIssues(issues('labeled', { state: 'closed' }, ours), us)).toEqual(ignored);
  expect(fromIssues(issues('labeled', { pull_request: {} }, ours), us)).toEqual(ignored);
  expect(fromIssues(issues('labeled', {}, { ...ours, ...bot }), us)).toEqual(ignored);
  expect(fromIssues(issues('labeled', {}, { ...ours, sender: { login: 'x[bot]' } }), us)).toEqual(ignored);
  expect(fromIssues(issues('edited'), us)).toEqual(ignored);
});

test('taking the label off and closing are told, whoever does it', () => {
  expect(fromIssues(issues('unlabeled', {}, { ...ours, ...bot }), us)).toEqual({
    kind: 'label_removed',
    repo,
    issue: 7,
  });
  expect(fromIssues(issues('unlabeled', {}, { label: { name: 'bug' } }), us)).toEqual(ignored);
  for (const action of ['closed', 'deleted', 'transferred']) {
    expect(fromIssues(issues(action), us)).toEqual({ kind: 'issue_closed', repo, issue: 7 });
  }
});

test('a command in a new comment asks', () => {
  expect(fromIssueComment(comment('Hello\n/fettle use the cache'), us)).toMatchObject({
    kind: 'asked',
    issue: 7,
    trigger: { kind: 'command', key: 'comment:555' },
    commentId: 555,
    request: 'use the cache',
    at: '2026-11-24T12:00:00Z',
  });
  expect(fromIssueComment(comment('/fettle'), us)).toMatchObject({ kind: 'asked', request: null });
});

test('edited comments, those of bots and of our own ask for nothing', () => {
  const body = '/fettle go';
  expect(fromIssueComment(comment(body, { action: 'edited' }), us)).toEqual(ignored);
  expect(fromIssueComment(comment(body, bot), us)).toEqual(ignored);
  const { comment: plain } = comment(body);
  const through = { comment: { ...plain, performed_via_github_app: { id: us.appId } } };
  expect(fromIssueComment(comment(body, through), us)).toEqual(ignored);
  const byBot = { comment: { ...plain, user: { login: 'fettle[bot]', type: 'Bot' } } };
  expect(fromIssueComment(comment(body, byBot), us)).toEqual(ignored);
  expect(fromIssueComment(comment('no command'), us)).toEqual(ignored);
});

test('only a line that begins with the command is one, and it goes on to the end', () => {
  expect(commandIn('/fettle do this\r\nand that\n')).toBe('do this\nand that');
  expect(commandIn('/FETTLE')).toBe('');
  for (const talk of ['try /fettle x', '> /fettle x', '/fettled x', '```\n/fettle x\n```', '    /fettle x', '']) {
    expect([talk, commandIn(talk)]).toEqual([talk, null]);
  }
  expect(commandIn('```\n/fettle no\n```\n/fettle yes')).toBe('yes');
});

test('a word that may answer a question keeps what else it may mean', () => {
  const said = (body: string) => fromIssueComment(comment(body), us);
  expect(said('/fettle allow')).toMatchObject({ kind: 'answered', issue: 7, otherwise: null });
  expect(said('/fettle push')).toMatchObject({ kind: 'answered', otherwise: null });
  expect(said('/fettle allow users to sign in twice')).toMatchObject({
    kind: 'answered',
    otherwise: { kind: 'asked', request: 'allow users to sign in twice' },
  });
  expect(said('/fettle push the button in the middle')).toMatchObject({ kind: 'asked' });
  expect(said('/fettle overrule: it is what I asked for')).toMatchObject({
    kind: 'overruled',
    number: 7,
    onPullRequest: false,
    why: 'it is what I asked for',
    otherwise: { kind: 'asked' },
  });
  expect(said('/fettle overrule')).toMatchObject({ kind: 'overruled', why: '' });
  const asks = comment('/fettle overrule It is fine.', bot);
  expect(fromIssueComment(asks, { ...us, bots: ['helper[bot]'] })).toEqual(ignored);
  expect(said('/fettle overrules are shown nowhere')).toMatchObject({ kind: 'asked' });
  expect(said('/fettle override the default')).toMatchObject({ kind: 'asked' });
});

test('whatever CI says is a look at its commit, except what we say ourselves', () => {
  const ci = { kind: 'ci', repo, sha: SHA };
  const by = (id: number | null) => ({ head_sha: SHA, app: id === null ? null : { id } });
  expect(fromCheckRun(event({ action: 'completed', check_run: by(9) }), us)).toEqual(ci);
  expect(fromCheckRun(event({ action: 'completed', check_run: by(null) }), us)).toEqual(ci);
  expect(fromCheckRun(event({ action: 'completed', check_run: by(us.appId) }), us)).toEqual(ignored);
  expect(fromCheckSuite(event({ action: 'completed', check_suite: by(9) }), us)).toEqual(ci);
  expect(fromCheckSuite(event({ action: 'completed', check_suite: by(us.appId) }), us)).toEqual(ignored);
  expect(fromCheckSuite(event({ action: 'requested', check_suite: by(9) }), us)).toEqual(ignored);
  expect(fromWorkflowRun(event({ action: 'completed', workflow_run: { head_sha: SHA } }), us)).toEqual(ci);
  expect(fromStatus(event({ sha: SHA, state: 'failure' }), us)).toEqual(ci);
  expect(fromStatus(event({ sha: '--upload-pack=x' }), us)).toEqual(ignored);
});

test('what happens on a branch of the merge queue is left alone', () => {
  const head_branch = 'gh-readonly-queue/main/pr-9-abc';
  expect(fromPush(event({ ref: `refs/heads/${head_branch}`, after: SHA }), us)).toEqual(ignored);
  const run = { head_sha: SHA, app: { id: 9 }, check_suite: { head_branch } };
  expect(fromCheckRun(event({ action: 'completed', check_run: run }), us)).toEqual(ignored);
  const suite = { head_sha: SHA, app: { id: 9 }, head_branch };
  expect(fromCheckSuite(event({ action: 'completed', check_suite: suite }), us)).toEqual(ignored);
  expect(fromWorkflowRun(event({ workflow_run: { head_sha: SHA, head_branch } }), us)).toEqual(ignored);
});

test('pull requests and pushes are told, but no fork and no tag', () => {
  const pull = (id: number | null) => ({
    action: 'closed',
    pull_request: { number: 9, head: { ref: 'fettle/7-x', repo: id === null ? null : { id } } },
  });
  expect(fromPullRequest(event(pull(1)), us)).toEqual({ kind: 'pull_request', repo, number: 9, headRef: 'fettle/7-x' });
  expect(fromPullRequest(event(pull(2)), us)).toEqual(ignored);
  expect(fromPullRequest(event(pull(null)), us)).toEqual(ignored);
  const zeros = '0'.repeat(40);
  expect(fromPush(event({ ref: 'refs/heads/a/b', after: zeros }), us)).toEqual({
    kind: 'push',
    repo,
    branch: 'a/b',
    sha: zeros,
  });
  expect(fromPush(event({ ref: 'refs/tags/v1', after: SHA }), us)).toEqual(ignored);
});

test('a payload without an installation, or with a field that is not as documented, is ignored and says which', () => {
  const { installation: _, ...orphan } = issues('labeled', {}, ours);
  expect(fromIssues(orphan, us)).toEqual({ ignored: expect.stringContaining('installation') });
  expect(fromIssues(issues('labeled', { number: 'seven' }, ours), us)).toEqual({
    ignored: expect.stringContaining('issue.number'),
  });
  for (const nonsense of [null, 1, 'x', [], {}]) expect(fromIssues(nonsense, us)).toEqual(ignored);
});

test('a command on a pull request asks for an attempt; bots may ask only where the operator says so', () => {
  const asked = { kind: 'pr_asked', repo, number: 7, by: 'ann', source: { kind: 'comment', id: 555 }, text: 'retry' };
  expect(fromIssueComment(comment('/fettle retry', {}, { pull_request: {} }), us)).toEqual(asked);
  expect(fromIssueComment(comment('/fettle mend it', bot), us)).toEqual(ignored);
  expect(fromIssueComment(comment('/fettle mend it', bot), { ...us, bots: ['helper[bot]'] })).toMatchObject({
    kind: 'asked',
  });
});

test('a review asks only when it requests changes; a remark on a line only with a command', () => {
  const pull_request = { number: 9, head: { ref: 'fettle/7-x' } };
  const review = (state: string, rest = {}) =>
    event({ action: 'submitted', pull_request, review: { id: 5, body: 'Please.', state, user: null }, ...rest });
  expect(fromReview(review('changes_requested'), us)).toMatchObject({
    kind: 'pr_asked',
    number: 9,
    source: { kind: 'review', id: 5 },
  });
  expect(fromReview(review('approved'), us)).toEqual(ignored);
  expect(fromReview(review('changes_requested', bot), us)).toEqual(ignored);
  const remark = (body: string) =>
    event({ action: 'created', pull_request, comment: { id: 6, body, path: 'a.js', line: 3 } });
  expect(fromReviewComment(remark('/fettle rename it'), us)).toMatchObject({
    source: { kind: 'thread', id: 6 },
    text: 'rename it\n\n(about a.js:3)',
  });
  expect(fromReviewComment(remark('hm'), us)).toEqual(ignored);
});

test('an app that was removed hears of it, in all repositories or some', () => {
  expect(fromInstallation({ action: 'deleted', installation: { id: 77 } })).toEqual({
    kind: 'installation_gone',
    installationId: 77,
    repos: null,
  });
  expect(fromInstallation({ action: 'created', installation: { id: 77 } })).toEqual(ignored);
  const removed = { action: 'removed', installation: { id: 77 }, repositories_removed: [{ full_name: 'Octo/Repo' }] };
  expect(fromInstallationRepositories(removed)).toEqual({
    kind: 'installation_gone',
    installationId: 77,
    repos: ['octo/repo'],
  });
});

test('the label for a plan asks for a run of its own, and taking it off is told', () => {
  const plan = { label: { name: 'Fettle:Plan' } };
  const key = 'plan:1001:2026-11-24T11:00:00Z';
  expect(fromIssues(issues('labeled', {}, plan), us)).toMatchObject({ kind: 'asked', trigger: { kind: 'label', key } });
  expect(fromIssues(issues('unlabeled', {}, plan), us)).toEqual({ kind: 'label_removed', repo, issue: 7 });
  const born = { labels: [{ name: 'bug' }, { name: 'fettle:plan' }] };
  expect(fromIssues(issues('opened', born), us)).toMatchObject({ trigger: { key: 'plan:1001:2026-11-24T10:00:00Z' } });
});

test('go starts what waits, and is a plain request where nothing does', () => {
  expect(fromIssueComment(comment('/fettle go'), us)).toMatchObject({
    kind: 'answered',
    otherwise: { kind: 'asked', request: null },
  });
});

test('an edit of our plan is told with the plan as it stands there then, a tick of its box as a tick', () => {
  const box = '- [ ] Start with this plan <!-- fettle:go -->';
  const body = (plan: string) => `<!-- fettle:plan-begins -->\n${plan}\n<!-- fettle:plan-ends -->\n${box}`;
  const edited = (now: string, rest = {}) => {
    const { comment: plain } = comment(now);
    const ofOurs = { ...plain, performed_via_github_app: { id: us.appId } };
    const changes = { body: { from: body('- it adds') } };
    return fromIssueComment(comment(now, { action: 'edited', comment: ofOurs, changes, ...rest }), us);
  };
  const told = { kind: 'plan_edited', repo, issue: 7, by: 'ann', commentId: 555 };
  expect(edited(body('- it adds\u200b well\r\n'))).toEqual({ ...told, plan: '- it adds well' });
  expect(edited('gone')).toEqual({ ...told, plan: null });
  expect(edited(body('- it adds').replace('[ ]', '[x]'))).toMatchObject({ kind: 'ticked', said: 'go' });
  expect(edited(`${body('- it adds')} and a word below`)).toEqual(ignored);
  expect(edited(body('- it adds well'), bot)).toEqual(ignored);
});

test('what matters after a merge is told: an issue that is opened again, a word by a label, a revert that is merged', () => {
  const followed = { kind: 'followed', repo, number: 7 };
  expect(fromIssues(issues('reopened'), us)).toEqual(followed);
  for (const action of ['labeled', 'unlabeled'])
    expect(fromIssues(issues(action, {}, { label: { name: 'Fettle:Wrong' } }), us)).toEqual(followed);
  const closed = (body: string | null, change = {}) =>
    fromPullRequest(
      event({
        action: 'closed',
        pull_request: { number: 9, merged: true, body, head: { ref: 'topic', repo: { id: 1 } }, ...change },
      }),
      us,
    );
  const about = { kind: 'pull_request', repo, number: 9, headRef: 'topic' };
  expect(closed('Reverts octo/repo#7\n\nIt broke.')).toEqual({ ...about, reverts: 7 });
  expect(closed('It broke.\nreverts #7')).toEqual({ ...about, reverts: 7 });
  for (const body of [null, 'Reverts octo/other#7', 'This reverts nothing, see #7'])
    expect(closed(body)).toEqual(about);
  expect(closed('Reverts octo/repo#7', { merged: false })).toEqual(about);
});
