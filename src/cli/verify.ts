import type { LocalResult } from './local-verification.ts';
import { interruption } from './interruption.ts';
import { type VerifyOptions, VERIFY_USAGE, verifyOptions } from './verify-options.ts';

/**
 * What the repository's own checks say of a checkout. On this machine, as their owner would run them by hand, and then
 * it says so; or with `--sandbox` in containers. Exit code 0 when all that covers the change passed, 1 when not.
 */
export async function verifyCommand(args: readonly string[]): Promise<number> {
  if (args.includes('--stop-hook')) return (await import('./stop-hook.ts')).stopHookCommand(args);
  const options = verifyOptions(args);
  if (options.help) {
    console.log(VERIFY_USAGE);
    return 0;
  }
  const interrupted = interruption();
  // Whoever reads may have heard enough.
  process.stdout.on('error', () => {});
  try {
    const startedAt = new Date();
    const result = await verified(options, interrupted.signal);
    await show(options, result, startedAt);
    return result.passed ? 0 : 1;
  } catch (error) {
    const code = interrupted.exitCode();
    if (code === null) throw error;
    console.error('Interrupted: nothing of what was started is left.');
    return code;
  }
}

async function verified(options: VerifyOptions, signal: AbortSignal): Promise<LocalResult> {
  const [{ verifyLocally, requireFolder }, { verifyProgress }, { requireGit }] = await Promise.all([
    import('./local-verification.ts'),
    import('./verify-progress.ts'),
    import('../verifiers/directory-files.ts'),
  ]);
  const { scope, base, sandbox } = options;
  const dir = options.dir ?? process.cwd();
  await requireFolder(dir);
  if (scope === 'changed') await requireGit(dir);
  console.error(
    sandbox
      ? `Runs the checks of ${dir} on a copy, in containers.`
      : `Runs the checks of ${dir} on this machine, not in a sandbox.`,
  );
  const progress = verifyProgress(process.stderr);
  try {
    const result = await verifyLocally({ dir, scope, base, sandbox, signal, onProgress: progress.event });
    const notes =
      sandbox || base === null ? [] : [`Nothing was run on ${base}: red counts also where it is red there.`];
    return { ...result, notes: [...notes, ...result.notes] };
  } finally {
    progress.end();
  }
}

async function show(options: VerifyOptions, result: LocalResult, startedAt: Date): Promise<void> {
  const { verdict, verifyTable } = await import('./verify-table.ts');
  const toStdout = options.outputs.find(({ file }) => file === null);
  if (options.outputs.length > 0) {
    const { formatted, writeReport } = await import('./verify-output.ts');
    for (const { format, file } of options.outputs) {
      const text = await formatted(format, result, startedAt);
      if (file === null) process.stdout.write(text);
      else await writeReport(file, text);
    }
  }
  const { stdout } = process;
  if (toStdout === undefined) {
    const look = { colour: stdout.isTTY && stdout.hasColors(), columns: stdout.isTTY ? stdout.columns || 80 : null };
    stdout.write(`${verifyTable(result, look)}\n`);
  } else console.error(verdict(result));
}
