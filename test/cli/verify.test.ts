import { afterEach, describe, expect, test } from '@jest/globals';
import { alive, checkedBy, Checkout, HANGS, hangingProcesses, until } from './checkout.ts';

let checkout: Checkout;
afterEach(() => checkout.remove());

describe('fettle verify on this machine', () => {
  test('passed is 0, says once where it runs, and ends with the verdict', async () => {
    checkout = await Checkout.make(checkedBy('true'));
    const { code, stdout, stderr } = await checkout.fettle(['verify']);
    expect(code).toBe(0);
    expect(stderr.match(/on this machine, not in a sandbox/g)).toHaveLength(1);
    expect(stdout).toMatch(/^✓ custom:ok {2}passed [\s\S]*\nPassed: 1 passed, in [\d.]+ s\.\n$/);
    expect(checkout.git('status', '--porcelain', '--ignored')).toBe('');
  });

  test('red is 1; reports go to files while the table is printed', async () => {
    checkout = await Checkout.make(checkedBy('echo "src/a.c:3:5: error: no such thing" && exit 1', { 'src/a.c': '' }));
    const files = ['--junit', 'j.xml', '--sarif', 's.sarif', '--json', 'r.json'];
    const { code, stdout } = await checkout.fettle(['verify', '.', ...files]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ custom:ok[\s\S]*no such thing[\s\S]*Not passed: 1 failed/);
    expect(checkout.read('j.xml')).toMatch(/<testsuite name="custom:ok"[\s\S]*<failure /);
    expect(JSON.parse(checkout.read('s.sarif'))).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          results: [
            {
              ruleId: 'custom:ok',
              level: 'error',
              locations: [{ physicalLocation: { artifactLocation: { uri: 'src/a.c' }, region: { startLine: 3 } } }],
            },
          ],
        },
      ],
    });
    expect(JSON.parse(checkout.read('r.json'))).toMatchObject({ passed: false, ranOn: 'host' });
  });

  test('one format on stdout is all there is on it', async () => {
    checkout = await Checkout.make(checkedBy('true'));
    const { code, stdout, stderr } = await checkout.fettle(['verify', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ passed: true, reports: [{ check: 'custom:ok', result: 'passed' }] });
    expect(stderr).toContain('Passed: 1 passed');
  });

  test('--base: what differs from where the branch left it; what is not compared is said', async () => {
    const when = (name: string) => `{ name: ${name}, run: "true", when: ["${name}/**"] }`;
    checkout = await Checkout.make({ '.github/fettle.yml': `verifiers: [${['a', 'b', 'c'].map(when).join(', ')}]\n` });
    checkout.git('checkout', '-qb', 'topic');
    await checkout.write('a/1', '');
    checkout.commit('a on the topic');
    checkout.git('checkout', '-q', '-');
    await checkout.write('c/1', '');
    checkout.commit('c on main');
    checkout.git('checkout', '-q', 'topic');
    await checkout.write('b/1', 'not committed');
    const checks = async (...args: string[]) => {
      const { stdout } = await checkout.fettle(['verify', '--json', ...args]);
      return JSON.parse(stdout) as { reports: { check: string }[]; notes: string[] };
    };
    const base = await checks('--base', checkout.git('branch', '--format', '%(refname:short)').split('\n')[0] ?? '');
    expect(base.reports.map(({ check }) => check)).toEqual(['custom:a', 'custom:b']);
    expect(base.notes.join()).toMatch(/Nothing was run on/);
    expect((await checks('--changed')).reports.map(({ check }) => check)).toEqual(['custom:b']);
    expect((await checks()).reports).toHaveLength(3);
    checkout.commit('all of it');
    const nothing = await checks('--changed');
    expect(nothing.reports).toHaveLength(3);
    expect(nothing.notes).toEqual(['Nothing differs, so every check was run.']);
  });

  test('a changed file that decides what is checked is named', async () => {
    checkout = await Checkout.make(checkedBy('false'));
    await checkout.write('.github/fettle.yml', checkedBy('true')['.github/fettle.yml'] ?? '');
    expect((await checkout.fettle(['verify'])).stdout).toMatch(/Note: Changed.*decide.*: \.github\/fettle\.yml\./);
  });

  test('a .env of the checkout does not reach its checks through us', async () => {
    checkout = await Checkout.make(checkedBy('test -z "$FROM_ENV_FILE"', { '.env': 'FROM_ENV_FILE=1\n' }));
    expect((await checkout.fettle(['verify'])).code).toBe(0);
  });

  test.each<[string, string[], RegExp]>([
    ['an option that does not exist', ['--frob'], /^fettle: Unknown option '--frob'\. .*\n$/],
    ['no such folder', ['nowhere'], /nowhere does not exist.*\n$/],
    ['a file', ['.github/fettle.yml'], /fettle\.yml is not a folder.*\n$/],
    ['no such branch', ['--base', 'nope'], /"nope" is no commit or branch.*\n$/],
    [
      'a report that cannot be written',
      ['--junit', 'no/such/folder.xml'],
      /can't be written to no\/such\/folder\.xml \(ENOENT\)/,
    ],
  ])('%s: one sentence and exit code 2', async (_what, args, message) => {
    checkout = await Checkout.make(checkedBy('true'));
    const { code, stderr } = await checkout.fettle(['verify', ...args]);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(code).toBe(2);
  });

  test('settings that are wrong, and no git where it is needed, are sentences too', async () => {
    checkout = await Checkout.make({ '.github/fettle.yml': 'verifirs: []\n' }, false);
    const wrong = await checkout.fettle(['verify']);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringMatching(/unknown key `verifirs`/)]);
    const noGit = await checkout.fettle(['verify', '--changed']);
    expect([noGit.code, noGit.stderr]).toEqual([2, expect.stringMatching(/needs a git checkout/)]);
  });

  test('Ctrl-C ends every process that was started, also those that hide', async () => {
    checkout = await Checkout.make(checkedBy(HANGS));
    const child = checkout.start(['verify']);
    const code = new Promise((done) => child.on('close', done));
    const pids = await hangingProcesses(checkout);
    expect(pids.map(alive)).toEqual([true, true, true]);
    child.kill('SIGINT');
    expect(await code).toBe(130);
    // They have been killed; a busy machine may still be burying one that is nobody's child.
    await until(() => !pids.some(alive));
  });
});
