import { z } from 'zod';
import type { CommandResult, Sandbox } from '../../sandbox/types.ts';
import type { Tool, ToolResult } from '../types.ts';
import { defineTool, failure } from './define-tool.ts';

/** The time is enough for a test file or a build step, whole suites are verify's job; the model sees less of the output still. */
export interface ShellPolicy {
  timeoutSeconds: number;
  maxOutputBytes: number;
}

/** One shell command in the repository's root. Anthropic's `bash_20250124`, but with a fresh shell for each call. */
export function bashTool(sandbox: Sandbox, { timeoutSeconds, maxOutputBytes }: ShellPolicy): Tool {
  const timeoutMs = timeoutSeconds * 1000;
  return defineTool({
    definition: { type: 'bash_20250124', name: 'bash' },
    input: z.object({ command: z.string().optional(), restart: z.boolean().optional() }),
    mutates: true,
    async run({ command, restart }, signal) {
      if (command === undefined || command.trim() === '') {
        return restart === true
          ? { content: 'Every command starts in a fresh shell, so there is nothing to restart.' }
          : failure('The input is wrong: command is missing.');
      }
      const argv = ['bash', '-c', command];
      return report(await sandbox.run({ argv, timeoutMs, maxOutputBytes, signal }), timeoutMs);
    },
  });
}

/** The status comes first, so that it survives any cutting. A command that fails is an answer, not an error of the tool. */
function report(result: CommandResult, timeoutMs: number): ToolResult {
  const output = result.output === '' ? '' : `\n${result.output}`;
  switch (result.status) {
    case 'exited':
      return { content: `Exit code ${result.exitCode}.${output}` };
    case 'timed_out':
      return failure(
        `Killed after ${timeoutMs / 1000} s, with all it had started. What it did until then stays done.${output}`,
      );
    case 'out_of_memory':
      return failure(`Killed: it used more memory than the sandbox has. What it did until then stays done.${output}`);
    case 'cancelled':
      return failure(`Cancelled. It is unknown how far it came.${output}`);
  }
}
