import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readJudgeCases } from '../../../src/evals/judge-case.ts';
import { answerAudit, drawAudits } from '../../../src/evals/online/audit-store.ts';
import { mineCases, mineRun, type Source } from '../../../src/evals/online/mine.ts';
import type { Database } from '../../../src/store/types.ts';
import { createRedactor } from '../../../src/text/redact.ts';
import { freshDatabase } from '../../store/fresh-database.ts';
import { DIFF, storeRuns } from './stored-runs.ts';

let database: Database;
const given = { mirrors: '/nowhere', redact: createRedactor() };
beforeAll(async () => {
  database = await freshDatabase();
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
afterAll(() => database.close());

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
  expect(await mined('reverts')).toEqual([]);
});

test('one run becomes a case with the label that is given, else with the one it has', async () => {
  const of = (run: string, said: Parameters<typeof mineRun>[1]['said'] = null) =>
    mineRun(database.pool, { ...given, run, said });
  expect(await of('audited')).toMatchObject({ label: 'bad', expected: ['plausibly_correct'] });
  expect(await of('audited', { label: 'good', criteria: [], why: 'Fine.' })).toMatchObject({
    label: 'good',
    expected: [],
  });
  expect(await of('Vetoed 1')).toMatchObject({ label: null });
  expect(await of('unjudged')).toBeNull();
  expect(await of('nobody')).toBeNull();
});
