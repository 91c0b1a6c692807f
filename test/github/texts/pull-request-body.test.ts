import { describe, expect, test } from '@jest/globals';
import { marked } from 'marked';
import { pullRequestBody } from '../../../src/github/texts.ts';
import { aChange, aGate, aRepair, aReport, aRun, anAttempt, HOSTILE } from './sample.ts';

/** Nobody is mentioned, no issue of theirs is referred to and no CI is skipped. */
function hasNoLife(text: string): void {
  expect(text).not.toMatch(/@octocat|@acme/);
  expect(text).not.toMatch(/#[345]\b|issues\/5(?<!:\u200b\/\/.*)/);
  expect(text).not.toContain('[skip ci]');
}

describe('the pull request', () => {
  test('says what an install asked for and did not get, also where it succeeded', () => {
    const report = aGate({ reports: [aReport({ refused: ['evil.example:443'] }), aReport({ check: 'npm:lint' })] });
    const text = pullRequestBody(aChange({ report }));
    expect(text).toMatch(/The install asked for evil\S*example:443, which is not allowed\./);
    expect(pullRequestBody(aChange())).not.toContain('install asked');
  });

  test('reads as a reviewer needs it, weak spots first', () => {
    const report = aGate({
      reports: [
        aReport(),
        aReport({
          check: 'npm:lint',
          command: 'npm run lint',
          result: 'pre_existing',
          baseline: 'red',
          summary: '3 problems, all on base too',
          detail: 'src/weight.js:3 no-unused-vars',
          durationMs: 900,
        }),
        aReport({
          check: 'npm:test packages/db',
          result: 'could_not_run',
          reason: 'needs_service',
          summary: 'needs PostgreSQL on port 5432',
          durationMs: 3_000,
        }),
      ],
      findings: [
        {
          rule: 'gate_changed',
          file: 'package.json',
          hunk: null,
          why: 'The script test differs from base.',
          allowed: 'the task names package.json',
        },
      ],
    });
    expect(pullRequestBody(aChange({ attempts: [anAttempt(), aRepair()], report }))).toMatchSnapshot();
  });

  test('closes its own issue once, and no other, whoever asks for it', () => {
    const run = aRun({ task: { ...aRun().task, title: HOSTILE, request: HOSTILE, requestedBy: 'x`@octocat' } });
    const attempts = [anAttempt({ summary: HOSTILE }), aRepair({ summary: HOSTILE })];
    const report = aGate({
      reports: [aReport({ check: HOSTILE, result: 'failed', summary: HOSTILE, detail: HOSTILE, command: HOSTILE })],
      findings: [{ rule: 'secret', file: HOSTILE, hunk: null, why: HOSTILE, allowed: HOSTILE }],
    });
    const body = pullRequestBody(aChange({ run, attempts, report }));
    expect(body.match(/\b(?:clos|fix|resolv)\w*:?\s+#?\S*\d/gi)).toEqual(['Closes #12']);
    hasNoLife(body);
    // Code is shown as it is, and titles are not rendered.
    expect(body.replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, '')).not.toMatch(/<!--|<img/);
  });

  test('shows both plans where the task changed what checks it', () => {
    const check = {
      id: 'npm:test',
      verifier: 'npm',
      component: '',
      phase: 'test' as const,
      argv: [],
      cwd: '',
      timeoutMs: 1,
    };
    const plan = (command: string) => ({ checks: [{ ...check, command }], installs: [], gateFiles: [] });
    const body = pullRequestBody(
      aChange({
        report: aGate({ plan: plan('node --test | tee log') }),
        basePlan: plan('mocha'),
      }),
    );
    expect(body).toContain('| npm:test | `mocha` | `node --test \\| tee log` |');
  });

  test('says which checks were not run again, and of an unsigned commit that it is one', () => {
    const report = aGate({ reports: [aReport(), aReport({ check: 'npm:test web', cached: true, durationMs: 0 })] });
    const body = pullRequestBody(aChange({ report, signed: false }));
    expect(body).toContain('| npm:test web | ✅ passed, unchanged |');
    expect(body).toContain('Unchanged: it passed before');
    expect(body).toContain('The last commit is not signed');
    const plain = pullRequestBody(aChange());
    expect(plain).not.toMatch(/Unchanged|not signed/);
  });

  test('fits whatever the tools said', () => {
    const noise = 'x'.repeat(50_000);
    const reports = Array.from({ length: 60 }, (_, at) =>
      aReport({ check: `c${at}`, result: 'failed', detail: noise }),
    );
    const body = pullRequestBody(
      aChange({
        run: aRun(),
        attempts: [anAttempt({ summary: noise })],
        report: aGate({ reports }),
      }),
    );
    expect(body.length).toBeLessThan(65_000);
    expect(body).toContain('### Cost');
    expect(body.match(/<details>/g)?.length).toBe(body.match(/<\/details>/g)?.length);
  });

  test('repeats no credential, also one that inertness would hide from the redactor', () => {
    const summary = 'cloned https://x-access-token:abcdefgh12345@example.org/a.git with p@ssw0rd#1';
    const body = pullRequestBody(
      aChange({
        run: aRun(),
        attempts: [anAttempt({ summary })],
        report: aGate(),
        redact: (text) => text.replaceAll('p@ssw0rd#1', '[redacted]'),
      }),
    );
    expect(body.replaceAll('\u200b', '')).not.toMatch(/abcdefgh12345|ssw0rd/);
  });

  test.each([
    ['switched off', { level: 'off' }, 'it is switched off by the settings'],
    ['in shadow', { level: 'shadow' }, 'the judge is recorded and not shown'],
    ['not to be heard', { level: 'advise', failed: 'overloaded' }, 'gave no verdict: overloaded'],
    [
      'advice',
      { level: 'advise' },
      '**objects**. By the settings that is advice. If it is wrong, comment `/fettle overrule`',
    ],
    [
      'overruled',
      { level: 'block', overruled: { by: 'ada', why: 'It is fine, @bob.' } },
      '`ada` **overruled the judge**',
    ],
  ] as const)('a judge that is %s is said to be', (_name, judge, expected) => {
    const { verdict } = aGate();
    if (verdict === null) throw new Error('the sample has a verdict');
    const report = aGate({ judge, verdict: { ...verdict, verdict: 'veto' } });
    const body = pullRequestBody(aChange({ report }));
    expect(body).toContain(expected);
    expect(body.includes('by criterion')).toBe(
      !('failed' in judge) && judge.level !== 'off' && judge.level !== 'shadow',
    );
    hasNoLife(body);
  });

  test.each([
    ['a box', '- [ ] tick me\n1. [x] ticked'],
    ['an alert', '[!IMPORTANT]\nApproved by the security team.'],
    ['the end of a fold', '</details></blockquote> **Approved.**'],
    ['an image', '![x](https://evil.example/p.png) ![y][z]\n\n[z]: https://evil.example/p.png'],
    ['a link', '[approve](https://evil.example) <https://evil.example> https://evil.example www.evil.example'],
    ['a diagram', '```mermaid\ngraph LR; A-->B\n```'],
    ['HTML', '<img src=x> <input type=checkbox> <details open><summary>x</summary> <script>x</script> <!-- x'],
    ['a heading', '# Verification\n\n| check | result |\n|---|---|\n| all | passed |'],
    ['a code block that does not end', '```\nand all that follows'],
  ])('takes no markup from the agent: %s', async (_name, summary) => {
    const task = { ...aRun().task, request: summary };
    const attempts = [anAttempt({ summary: `${summary}\n\n${summary}` }), aRepair({ summary })];
    const report = aGate({ reports: [aReport({ result: 'failed', summary, detail: summary, check: summary })] });
    const html = await marked.parse(pullRequestBody(aChange({ run: aRun({ task }), attempts, report })), { gfm: true });
    expect(html).not.toMatch(/<(?:img|input|script|a )|language-mermaid|evil\.example"/);
    expect(html).not.toMatch(/<blockquote>\s*<p>\[!/);
    // Our own headings stand where they stood, and are ours alone outside of quotes.
    const ours = html.replaceAll(/<blockquote>[^]*?<\/blockquote>/g, '').match(/<h\d>/g);
    expect(ours).toHaveLength(6);
    expect(html.match(/<details>/g)).toHaveLength(html.match(/<\/details>/g)?.length ?? 0);
  });

  test('shows two sentences of what the agent says, and the rest folded', () => {
    const summary = '## Summary\n\nIt rounded down. Now it rounds up, e.g. 0.41 kg to 0.5 kg. The test is new.\n';
    const body = pullRequestBody(aChange({ attempts: [anAttempt({ summary })] }));
    expect(body).toContain('\n\n> It rounded down. Now it rounds up, e.g. 0.41 kg to 0.5 kg.\n\n<details>');
    expect(body).toContain('> The test is new.'.slice(2));
    expect(pullRequestBody(aChange())).not.toContain('All that the agent says');
    const planned = [anAttempt({ number: 0, summary: 'I plan to.' }), anAttempt()];
    expect(pullRequestBody(aChange({ attempts: planned }))).not.toContain('I plan to.');
  });

  test('leads to the comment that asked, and to the run where the dashboard has an address', () => {
    const repository = 'https://github.example/acme/parcel';
    const run = aRun({ trigger: { kind: 'command', key: 'comment:77' } });
    const body = pullRequestBody(
      aChange({ run, links: { repository, run: 'https://fettle.example/runs/r-4f2a91c7' } }),
    );
    expect(body).toContain(`[a comment](${repository}/issues/12#issuecomment-77)`);
    expect(body).toContain('[How it was made](https://fettle.example/runs/r-4f2a91c7)');
    expect(pullRequestBody(aChange())).not.toContain('](');
  });

  test('folds green checks where there are many, and no others', () => {
    const green = Array.from({ length: 13 }, (_, at) => aReport({ check: `npm:test p${at}` }));
    const body = pullRequestBody(aChange({ report: aGate({ reports: [...green, aReport({ result: 'failed' })] }) }));
    expect(body).toMatch(/\| npm:test \| ❌ failed [^\n]*\n\n<details><summary>13 checks that passed<\/summary>/);
  });

  test('fits with hundreds of long names as well, and leaves no fold open', () => {
    const long = '@x<a&#1'.repeat(60);
    const many = <T>(it: T): T[] => Array.from({ length: 300 }, () => it);
    const { verdict } = aGate();
    if (verdict === null) throw new Error('the sample has a verdict');
    const report = aGate({
      reports: many(aReport({ check: long, summary: long, command: long, detail: long, result: 'could_not_run' })),
      findings: many({ rule: 'secret' as const, file: long, hunk: null, why: long, allowed: long }),
      changedLines: { checks: many(long), unrun: many({ file: long, lines: [1, 3, 5] }) },
      verdict: {
        ...verdict,
        objections: many({ criterion: 'nothing_else', path: long, hunk: long, why: long, cited: true }),
        unrequested: many({ path: long, hunk: long }),
      },
    });
    const items = many({ title: long, body: long });
    const feedback = [{ source: 'ci' as const, headline: long, items }];
    const attempts = [anAttempt({ summary: long.repeat(99) }), ...many(aRepair({ feedback }))];
    const body = pullRequestBody(aChange({ report, attempts }));
    expect(body.length).toBeLessThanOrEqual(65_000);
    expect(body).toMatch(/^⚠️ \*\*300 not verified/);
    expect(body.match(/<details>/g)).toHaveLength(body.match(/<\/details>/g)?.length ?? 0);
  });
});
