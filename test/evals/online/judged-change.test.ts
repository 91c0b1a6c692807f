import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { judgedChange } from '../../../src/evals/online/judged-change.ts';
import { gateReport } from '../../runs/gate-reports.ts';

const criteria = Object.fromEntries(
  ['does_what_was_asked', 'nothing_else', 'no_weakened_checks', 'plausibly_correct'].map((name) => [
    name,
    { met: true },
  ]),
);

test('the change of a later attempt is read from the clone in the data folder, without fetching', async () => {
  const mirrors = mkdtempSync(join(tmpdir(), 'fettle-mirrors-'));
  const path = join(mirrors, 'octo', 'sum.git');
  const work = join(mirrors, 'work');
  const git = (...args: string[]) => execFileSync('git', ['-C', work, ...args], { encoding: 'utf8' }).trim();
  mkdirSync(work);
  git('init', '-q');
  const commit = (text: string) => {
    writeFileSync(join(work, 'sum.js'), text);
    git('add', '.');
    git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', text);
    return git('rev-parse', 'HEAD');
  };
  const base = commit('a - b\n');
  commit('a + b\n');
  const tree = git('rev-parse', 'HEAD^{tree}');
  execFileSync('git', ['clone', '-q', '--bare', work, path]);

  const task = { title: 'sum', body: 'It should add.', comments: [], request: null };
  const report = gateReport(null, { tree, verdict: { verdict: 'approve', criteria } as never });
  const row = { owner: 'Octo', name: 'Sum', task, base_sha: base, merge_sha: null, feedback: [], patch: null, report };
  const query = async () => ({ rows: [{ ...row, gate: report }] });
  const change = await judgedChange({ query } as never, mirrors, { runId: 'r', attempt: 2, round: 1 } as never);
  rmSync(mirrors, { recursive: true });
  expect(change?.diff).toContain('-a - b\n+a + b\n');
});
