import { expect, test } from '@jest/globals';
import { SandboxGone } from '../../src/sandbox/exec.ts';
import type { CommandResult, Sandbox } from '../../src/sandbox/types.ts';
import { Lane } from '../../src/verifiers/lane.ts';
import type { Check, RawOutput, VerifyContext } from '../../src/verifiers/types.ts';

const check = (name: string, phase: Check['phase'] = 'test'): Check => ({
  id: name,
  verifier: 'x',
  component: '',
  phase,
  command: name,
  argv: [name],
  cwd: '',
  timeoutMs: 1000,
});
const context = { signal: new AbortController().signal } as VerifyContext;
const exited = (exitCode: number, output = ''): Partial<CommandResult> => ({ status: 'exited', exitCode, output });
const FULL = exited(1, 'error: write: No space left on device\n');

/** A lane whose sandboxes answer by command; `log` tells which sandbox, counted from 1, ran what. */
async function lane(
  answers: Record<string, (sandbox: number) => Partial<CommandResult>>,
  keepRaw?: VerifyContext['keepRaw'],
) {
  const log: string[] = [];
  let opened = 0;
  const open = async (): Promise<Sandbox> => {
    opened += 1;
    const number = opened;
    return {
      run: async ({ argv, onOutput }) => {
        const [name = ''] = argv;
        log.push(`${number} ${name}`);
        const answer = answers[name]?.(number) ?? exited(0);
        onOutput?.(Buffer.from(answer.output ?? ''));
        return { stdout: Buffer.alloc(0), truncated: false, durationMs: 1, ...answer } as CommandResult;
      },
      close: async () => void log.push(`${number} closed`),
    } as Partial<Sandbox> as Sandbox;
  };
  const within = keepRaw === undefined ? context : { ...context, keepRaw };
  return { lane: await Lane.open(open, within, false), log };
}

test('after a check that was ended by force the next one has a fresh place, built again', async () => {
  const { lane: it, log } = await lane({ hang: () => ({ status: 'timed_out', exitCode: null }) });
  await it.run(check('build', 'build'));
  expect(await it.run(check('hang'))).toMatchObject({ status: 'timed_out' });
  expect(log).toEqual(['1 build', '1 hang']);
  await it.run(check('next'));
  expect(log.slice(2)).toEqual(['1 closed', '2 build', '2 next']);
});

test('what an earlier check has used up is not held against a later one', async () => {
  const { lane: it, log } = await lane({ big: (sandbox) => (sandbox === 1 ? FULL : exited(0)) });
  await it.run(check('first'));
  expect(await it.run(check('big'))).toMatchObject({ exitCode: 0 });
  expect(log).toEqual(['1 first', '1 big', '1 closed', '2 big']);
});

test('a check that fills the disk by itself is believed at once', async () => {
  const { lane: it, log } = await lane({ big: () => FULL });
  expect(await it.run(check('big'))).toMatchObject({ distilled: { couldNotRun: 'disk_full' } });
  expect(log).toEqual(['1 big']);
});

const gone = (): never => {
  throw new SandboxGone('gone');
};
test('a sandbox that ends under a check is replaced; one that always does has taken all memory', async () => {
  const once = await lane({ odd: (sandbox) => (sandbox === 1 ? gone() : exited(0)) });
  expect(await once.lane.run(check('odd'))).toMatchObject({ status: 'exited', exitCode: 0 });
  const twice = await lane({ hog: gone });
  expect(await twice.lane.run(check('hog'))).toMatchObject({ status: 'out_of_memory', exitCode: null });
  expect(await twice.lane.run(check('next'))).toMatchObject({ exitCode: 0 });
});

test('whoever wants to see it is given what a check printed, begin and end of it where it is long', async () => {
  const raw: RawOutput[] = [];
  const long = `begin${'x'.repeat(2 * 1024 * 1024)}end`;
  const { lane: it } = await lane({ loud: () => exited(3, long) }, (one) => raw.push(one));
  await it.run(check('loud'));
  expect(raw).toMatchObject([{ check: 'loud', onBase: false, status: 'exited', exitCode: 3, bytes: long.length }]);
  const { text, cut } = raw[0] as RawOutput;
  expect(text.startsWith('beginxxx')).toBe(true);
  expect(text.endsWith('xxxend')).toBe(true);
  expect(cut).toBe(long.length - (1024 + 64) * 1024);
});
