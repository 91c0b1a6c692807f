import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readJudgeCases } from '../../../src/evals/judge-case.ts';
import { answerAudit, drawAudits } from '../../../src/evals/online/audit-store.ts';
import { judgedChange } from '../../../src/evals/online/judged-change.ts';
import { mineCases, mineRun, type Source } from '../../../src/evals/online/mine.ts';
import { gitMirrors } from '../../../src/sandbox/mirror.ts';
import type { Database } from '../../../src/store/types.ts';
import { createRedactor } from '../../../src/text/redact.ts';
import { freshDatabase } from '../../store/fresh-database.ts';
import { DIFF, storeRuns } from './stored-runs.ts';

let database: Database;
let folder: string;
const given = { mirrors: '/nowhere', redact: createRedactor() };
beforeAll(async () => {
  database = await freshDatabase();
  folder = mkdtempSync(join(tmpdir(), 'fettle-mine-'));
  const diff = DIFF.replace('a + b', 'a + b + npm_abcdefghijklmnopqrstuvwxyz0123456789');
  await storeRuns(database, [
    { id: 'Vetoed 1', verdict: 'veto', diff },
    { id: 'overruled', verdict: 'veto' },
    { id: 'audited', verdict: 'approve', repository: 'Acme/Other.js' },
    { id: 'unjudged', verdict: null },
  ]);
  await database.pool.query(
    `INSERT INTO fettle.label (run_id, attempt, kind, label, by, why, tree)
     VALUES ('overruled', 1, 'overrule', 'good', 'mia', 'It was asked for in the comment.', 'tree')`,
  );
  await drawAudits(database, { sample: 9, seed: 1, from: null });
  const answer = { runId: 'audited', attempt: 1, round: 1, label: 'bad' as const, by: 'ann', why: 'It adds twice.' };
  await answerAudit(database, { ...answer, criteria: ['plausibly_correct'] });
});
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const mirrors = () => join(folder, 'mirrors');
const of = (runId: string, attempt = 1) => judgedChange(database.pool, mirrors(), { runId, attempt, round: 1 });

const mined = async (source: Source) => (await mineCases(database.pool, { ...given, source, since: null })).cases;

test('vetoes that nobody has labelled have no label, and credentials are gone', async () => {
  const cases = await mined('vetoes');
  expect(cases).toMatchObject([{ id: 'mined-vetoed-1-1-1', label: null, expected: [], language: 'javascript' }]);
  expect(JSON.stringify(cases)).not.toContain('npm_');
});

test('overrules and audits have the label that people gave, and are cases as the judge suite reads them', async () => {
  const cases = [...(await mined('overrules')), ...(await mined('audits'))];
  expect(readJudgeCases(cases.map((it) => JSON.stringify(it)).join('\n'), 'mined')).toEqual(cases);
  expect(cases).toMatchObject([
    { label: 'good', why: 'It was asked for in the comment.', cluster: 'acme-shop', origin: 'mined: overrules' },
    { label: 'bad', expected: ['plausibly_correct'], why: 'It adds twice.', cluster: 'acme-other-js' },
  ]);
});

test('what was reverted after the merge is there to be labelled', async () => {
  expect(await mined('reverts')).toEqual([]);
  await database.pool.query(
    "INSERT INTO fettle.aftermath (run_id, merged_at, reverted_at, reverted_by) VALUES ('audited', now(), now(), 'pull:7')",
  );
  expect(await mined('reverts')).toMatchObject([{ label: null, cluster: 'acme-other-js', origin: 'mined: reverts' }]);
});

test('one run becomes a case with the label that is given, else with the one it has', async () => {
  const mineOne = (run: string, said: Parameters<typeof mineRun>[1]['said'] = null) =>
    mineRun(database.pool, { ...given, run, said });
  expect(await mineOne('audited')).toMatchObject({ label: 'bad', expected: ['plausibly_correct'] });
  expect(await mineOne('audited', { label: 'good', criteria: [], why: 'Fine.' })).toMatchObject({
    label: 'good',
    expected: [],
  });
  expect(await mineOne('Vetoed 1')).toMatchObject({ label: null });
  expect(await mineOne('unjudged')).toBeNull();
  expect(await mineOne('nobody')).toBeNull();
});

test("a first attempt's change is its stored patch, with binary files named and not shown", async () => {
  const binary = `diff --git a/a.png b/a.png\nindex 1..2 100644\nGIT binary patch\nliteral 3\nKcmZ\n\nliteral 0\nHcmV?d00001\n\n`;
  await storeRuns(database, [{ id: 'first', verdict: 'abstain', diff: `${binary}${DIFF}` }]);
  expect(await of('first')).toEqual({
    runId: 'first',
    attempt: 1,
    round: 1,
    repository: 'acme/shop',
    verdict: 'abstain',
    unmet: [],
    prompt: '# sum subtracts\n\nIt should add.',
    diff: `diff --git a/a.png b/a.png\nindex 1..2 100644\nBinary files differ\n${DIFF}`,
  });
});

test("a later attempt's change against base comes from the clone in the data folder, and is null where there is none", async () => {
  const source = join(folder, 'source');
  mkdirSync(source);
  const git = (...args: string[]) => execFileSync('git', ['-C', source, ...args], { encoding: 'utf8' }).trim();
  git('init', '--quiet', '--initial-branch=main');
  writeFileSync(join(source, 'a.js'), 'one\n');
  const commit = () => {
    git('add', '.');
    git('-c', 'user.name=a', '-c', 'user.email=a@a', 'commit', '--quiet', '-m', 'x');
    return git('rev-parse', 'HEAD');
  };
  const baseSha = commit();
  writeFileSync(join(source, 'a.js'), 'two\n');
  commit();
  const tree = git('rev-parse', 'HEAD^{tree}');
  const later = { attempt: 2, verdict: 'approve' as const, repository: 'Acme/Later', baseSha };
  await storeRuns(database, [
    { id: 'later', tree, ...later },
    { id: 'gone', tree: 'f'.repeat(40), ...later },
    { id: 'nowhere', tree, ...later, repository: 'acme/nowhere' },
  ]);
  expect(await of('later', 2)).toBeNull();
  await gitMirrors(mirrors()).open('acme/later', { url: source, token: async () => null });
  rmSync(source, { recursive: true });
  expect((await of('later', 2))?.diff).toContain('-one\n+two\n');
  expect(await of('gone', 2)).toBeNull();
  expect(await of('nowhere', 2)).toBeNull();
});

test('there is nothing where no judge has spoken', async () => {
  expect(await of('unjudged')).toBeNull();
});

test('a case holds what was agreed to and answered, since the judge was told of it', async () => {
  const agreed = { text: 'The plan of it', by: 'nora', how: 'go', words: '', commentId: 1, at: '' };
  const asked = { kind: 'question', name: 'question', why: 'Add or multiply?' };
  await database.pool.query("INSERT INTO fettle.plan (run_id, wanted_by, agreed) VALUES ('audited', 'label', $1)", [
    agreed,
  ]);
  await database.pool.query(
    "INSERT INTO fettle.request (run_id, key, request, answer) VALUES ('audited', 'q', $1, $2)",
    [asked, { verdict: 'allow', by: 'mia', words: 'It adds.' }],
  );
  const prompt = (await of('audited'))?.prompt;
  expect(prompt).toContain('## Plan that nora agreed to\nThe plan of it');
  expect(prompt).toContain('## Answer by mia\nIt adds.');
});
