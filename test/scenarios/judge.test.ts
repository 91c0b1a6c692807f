import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { GateReport } from '../../src/runs/types.ts';
import { edit, refusal, say, type Step, veto, write } from '../support/model/script.ts';
import { endsWithoutAnything } from '../support/endings.ts';
import { Stage } from '../support/stage.ts';

const SUM = {
  '.github/fettle.yml': 'verifiers: [{ name: shape, run: "grep -q \'export const sum\' src/sum.js" }]\n',
  'src/sum.js': 'export const sum = (a, b) => a - b;\n',
};
const withJudge = (level: string) => ({
  ...SUM,
  '.github/fettle.yml': `${SUM['.github/fettle.yml']}judge: ${level}\n`,
});
const CHANGE: Step[] = [edit('src/sum.js', 'a - b', 'a + b'), say('It adds now.')];
const GREEN = { jobs: [{ name: 'test', results: ['success' as const] }] };
const VETO = veto('nothing_else', 'src/sum.js', 'Nobody asked for adding.');
const times = (n: number): Step[] => Array.from({ length: n }, () => VETO);

jest.setTimeout(600_000);
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ FETTLE_JUDGE_TEMPERATURE: '0.5' });
});
afterAll(async () => {
  const { surprises } = stage;
  await stage.close();
  expect(surprises).toEqual([]);
});

interface Label {
  label: string | null;
  by: string;
  why: string;
  verdict: GateReport['verdict'];
}
const labels = (repo: string) =>
  stage.query<Label>(
    `SELECT l.label, l.by, l.why, l.verdict FROM fettle.label l JOIN fettle.run r ON r.id = l.run_id WHERE r.name = '${repo}'`,
  );

test.concurrent('a veto that a maintainer overrules: that very change is published, in their name, once', async () => {
  const repo = await stage.repository('overruled', SUM, {
    ci: { jobs: [{ name: 'test', results: ['failure', 'success'] }] },
  });
  const more = (n: number) => [write(`src/extra-${n}.js`, 'export const extra = true;\n'), say('It adds now.')];
  const issue = stage.issue(repo, 'sum must add, whatever the judge says', {
    agent: [...CHANGE, ...more(1), ...more(2), ...more(3), ...more(4)],
    judge: times(5),
  });
  issue.addLabel('fettle');
  const ended = await endsWithoutAnything(stage, repo, issue, 'no_pr{judge_veto}');
  expect(ended).toContain('`/fettle overrule` followed by why');

  issue.comment('/fettle overrule I am not asked', 'otto');
  issue.comment('/fettle overrule', 'maria');
  await stage.until(() => issue.appComments.some(({ body }) => body.includes('say why')), 'the question why');
  await stage.quiet();
  expect(await labels('overruled')).toEqual([]);
  expect(await repo.branches()).toEqual(['main']);

  // Days later, git has thrown away what nothing refers to.
  const mirror = join(stage.dataDir, 'mirrors/acme/overruled.git');
  execFileSync('git', ['-C', mirror, 'gc', '--prune=now', '--quiet']);

  issue.comment('/fettle overrule The extra files are what I meant, @otto. Closes #99.', 'maria');
  const pr = await stage.pullRequest(repo);
  expect(await pr.files()).toEqual(['src/extra-1.js', 'src/extra-2.js', 'src/extra-3.js', 'src/sum.js']);
  await stage.until(() => pr.body.includes('overruled the judge'), 'the pull request to say who overruled');
  expect(pr.body).toContain('`maria` **overruled the judge** and stands for this change: The extra files are what');
  expect(pr.body).not.toMatch(/@otto|#99/);
  expect(await labels('overruled')).toMatchObject([{ label: 'good', by: 'maria', verdict: { verdict: 'veto' } }]);

  // CI is red: the judge objects to the repair as well, which is advice now.
  await stage.until(() => !pr.draft, 'the repaired pull request to be ready');
  expect(await pr.files()).toContain('src/extra-4.js');
  expect(stage.asked(issue, 'judge')).toHaveLength(5);
  expect(pr.body).toContain('**objects**. By the settings that is advice.');
  const rounds = await stage.query<{ attempt: number; round: number; level: string; replies: number }>(
    `SELECT g.attempt, g.round, g.report -> 'judge' ->> 'level' AS level, jsonb_array_length(g.judge_replies) AS replies
     FROM fettle.gate_round g JOIN fettle.run r ON r.id = g.run_id WHERE r.name = 'overruled' ORDER BY 1, 2`,
  );
  expect(rounds.map(({ attempt, round, level, replies }) => [attempt, round, level, replies])).toEqual([
    ...[1, 2, 3, 4].map((round) => [1, round, 'block', 1]),
    [2, 1, 'advise', 1],
  ]);
});

test.concurrent('advice: a veto is shown and holds nothing back; overruling it on the pull request is kept', async () => {
  const repo = await stage.repository('advised', withJudge('advise'), { ci: GREEN });
  const issue = stage.issue(repo, 'sum must add, with advice', { agent: CHANGE, judge: times(1) });
  issue.addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  await stage.until(() => !pr.draft, 'the pull request to be ready');
  expect(pr.body).toContain('**objects**. By the settings that is advice.');
  expect(pr.body).toContain('Nobody asked for adding.');

  pr.comment('/fettle overrule Adding is all I asked for.', 'maria');
  await stage.until(async () => (await labels('advised')).length > 0, 'the label');
  await stage.quiet();
  expect(await labels('advised')).toMatchObject([{ label: 'good', by: 'maria', why: 'Adding is all I asked for.' }]);
  expect(stage.asked(issue, 'agent')).toHaveLength(2);
});

test.concurrent('shadow: the verdict is recorded, and nobody sees it', async () => {
  const repo = await stage.repository('shadowed', withJudge('shadow'), { ci: GREEN });
  const issue = stage.issue(repo, 'sum must add, in the shadow', { agent: CHANGE, judge: times(1) });
  issue.addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  await stage.until(() => !pr.draft, 'the pull request to be ready');
  const seen = [pr.body, ...issue.appComments.flatMap((it) => [it.body, ...it.history])].join('\n');
  expect(seen).not.toMatch(/Nobody asked for adding|objects|vetoes/);
  const [row] = await stage.query<{ gate: GateReport }>(
    `SELECT a.gate FROM fettle.attempt a JOIN fettle.run r ON r.id = a.run_id WHERE r.name = 'shadowed'`,
  );
  expect(row?.gate).toMatchObject({ passed: true, judge: { level: 'shadow' }, verdict: { verdict: 'veto' } });

  expect(stage.asked(issue, 'judge')[0]?.body.temperature).toBe(0.5);
});

test.concurrent('a judge that refuses is no approval, and no fault that passes', async () => {
  const repo = await stage.repository('refusing-judge', SUM);
  const issue = stage.issue(repo, 'sum must add, unread', { agent: CHANGE, judge: [refusal()] });
  issue.addLabel('fettle');
  const ended = await endsWithoutAnything(stage, repo, issue, 'no_pr{could_not_verify}');
  expect(ended).toContain("The judge gave no verdict: the judge's model refused to answer");
});

test.concurrent('off: nobody is asked, and the pull request says so', async () => {
  const repo = await stage.repository('unjudged', withJudge('off'), { ci: GREEN });
  const issue = stage.issue(repo, 'sum must add, without a judge', { agent: CHANGE });
  issue.addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  expect(pr.body).toContain('No judge looked at this change: it is switched off by the settings.');
  expect(stage.asked(issue, 'judge')).toEqual([]);
});
