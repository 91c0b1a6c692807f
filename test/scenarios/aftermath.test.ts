import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { CiSpec } from '../support/github/ci/spec.ts';
import type { MergeMethod } from '../support/github/changes/pulls.ts';
import type { IssueStory, PullRequestStory } from '../support/github/stories/issue.ts';
import type { RepositoryStory } from '../support/github/stories/repository.ts';
import { edit, say } from '../support/model/script.ts';
import { Stage } from '../support/stage.ts';

/** A project whose own check is quick. */
const FILES = {
  '.github/fettle.yml': 'verifiers: [{ name: shape, run: "grep -q \'export const sum\' src/sum.js" }]\n',
  'src/sum.js': 'export const sum = (a, b) => a - b;\n',
};
/** Four lines of ours. */
const OURS =
  'export const sum = (...list) => {\n  let total = 0;\n  for (const it of list) total += it;\n  return total;\n};\n';
const GREEN: CiSpec = { jobs: [{ name: 'test', results: ['success'] }] };

jest.setTimeout(600_000);
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ FETTLE_RECONCILE_SECONDS: '1' });
});
afterAll(async () => {
  const { surprises } = stage;
  await stage.close();
  expect(surprises).toEqual([]);
});

interface Row {
  state: string;
  merge_sha: string | null;
  reverted_by: string | null;
  added_lines: number | null;
  reworked_lines: number;
  reworked_at: Date | null;
  reopened_at: Date | null;
  labels: string[];
  outcome: { kind: string };
  said: string[] | null;
  told: string[];
}
/** What is stored of the repository's only run. */
async function stored(repo: RepositoryStory): Promise<Row | undefined> {
  const [row] = await stage.query<Row>(
    `SELECT a.*, r.outcome,
       (SELECT array_agg(l.label || ' by ' || l.by ORDER BY l.id) FROM fettle.label l WHERE l.run_id = r.id AND l.kind = 'label') AS said,
       ARRAY(SELECT e.text FROM fettle.run_event e WHERE e.run_id = r.id AND e.kind = 'aftermath' ORDER BY e.id) AS told
     FROM fettle.aftermath a JOIN fettle.run r ON r.id = a.run_id WHERE r.name = '${repo.row.name}'`,
  );
  return row;
}
/** The timer's next look finds this; what would take an hour or a day is due now. */
const found = (repo: RepositoryStory, what: string, holds: (row: Row) => boolean): Promise<Row> =>
  stage.until(async () => {
    await stage.query(
      `UPDATE fettle.aftermath a SET look_at = now() FROM fettle.run r
       WHERE r.id = a.run_id AND r.name = '${repo.row.name}' AND a.look_at > now() + interval '90 seconds'`,
    );
    const row = await stored(repo);
    return row !== undefined && holds(row) ? row : (undefined as unknown as Row);
  }, what);

interface Story {
  repo: RepositoryStory;
  issue: IssueStory;
  pr: PullRequestStory;
  mergeSha: string;
}
async function merged(name: string, method: MergeMethod = 'merge'): Promise<Story> {
  const repo = await stage.repository(name, FILES, { ci: GREEN });
  const agent = [edit('src/sum.js', FILES['src/sum.js'], OURS), say('It adds as many as there are.')];
  const issue = stage.issue(repo, `${name}: sum should add`, { agent }).addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  await stage.until(() => issue.appComments[0]?.body.includes('pr_good{ci_green}'), 'the run to end well');
  const mergeSha = await pr.merge('maria', method);
  await found(repo, 'the merge', (row) => row.added_lines === 4);
  return { repo, issue, pr, mergeSha };
}

test.concurrent('merged and left as it is: it stands, and the status comment says what happened', async () => {
  const { repo, issue, pr, mergeSha } = await merged('stands', 'squash');
  await repo.pushAs('ada', 'main', { 'src/sum.js': `// Sum.\n${OURS.replace('total += it', 'total += Number(it)')}` });
  const row = await found(repo, 'a line that was rewritten', (it) => it.reworked_lines === 1);
  expect(row).toMatchObject({ state: 'following', merge_sha: mergeSha, reverted_by: null, reworked_at: null });
  pr.mergedAt(new Date(Date.now() - 31 * 24 * 3_600_000));
  await found(repo, 'the end', (it) => it.state === 'settled');
  expect(await stored(repo)).toMatchObject({
    added_lines: 4,
    outcome: { kind: 'pr_good' },
    told: [`#${pr.number} was merged`],
  });
  await stage.until(() => issue.appComments[0]?.body.includes('was merged'), 'the status comment');
  expect(issue.appComments).toHaveLength(1);
});

test.concurrent('taken back by GitHub’s button, brought back by a revert of that, and taken back by a commit', async () => {
  const { repo, pr, mergeSha } = await merged('taken-back');
  const revert = await pr.revert('maria');
  await revert.merge('maria', 'squash');
  const row = await found(repo, 'the revert', (it) => it.reverted_by !== null && it.told.length === 2);
  expect(row).toMatchObject({ reverted_by: `pull:${revert.number}`, reworked_lines: 0, outcome: { kind: 'pr_good' } });
  await (await revert.revert('maria')).merge('maria');
  const back = await found(repo, 'the revert of it', (it) => it.reverted_by === null && it.told.length === 3);
  expect(back).toMatchObject({ state: 'following', reworked_lines: 0 });
  const sha = await repo.revertAs('ada', mergeSha);
  const again = await found(repo, 'the commit', (it) => it.reverted_by !== null && it.told.length === 4);
  expect(again.told).toEqual([
    `#${pr.number} was merged`,
    `Reverted by #${revert.number}`,
    'The revert was taken back',
    `Reverted by commit ${sha.slice(0, 10)}`,
  ]);
});

test.concurrent('rewritten by people, its issue opened again, and labelled by those who may', async () => {
  const { repo, issue, pr } = await merged('rewritten', 'rebase');
  await repo.pushAs('ada', 'main', { 'src/sum.js': OURS.replaceAll('total', 'all') });
  issue.reopen('ada');
  repo.setRole('otto', 'triage');
  pr.addLabel('fettle:good', 'otto');
  issue.addLabel('fettle:wrong', 'maria');
  const row = await found(repo, 'all of it', (it) => it.reworked_at !== null && it.labels.length > 0);
  expect(row).toMatchObject({ reworked_lines: 3, reverted_by: null, said: ['bad by maria'], labels: ['fettle:wrong'] });
  expect(row.reopened_at).not.toBeNull();
  issue.removeLabel('fettle:wrong', 'maria');
  await found(repo, 'that it is off', (it) => it.said === null && it.labels.length === 0);
});
