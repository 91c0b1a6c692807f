import { z } from 'zod';
import type { Sandbox } from '../../sandbox/types.ts';
import type { Tool } from '../types.ts';
import { defineTool, failure, inputSchema } from './define-tool.ts';
import { workspacePath } from './paths.ts';

const TIMEOUT_MS = 30_000;
const MAX_OUTPUT_BYTES = 64 * 1024;
const MAX_LINES = 200;
/** A minified file has one line of a megabyte. */
const MAX_LINE = 300;

const Input = z.object({
  pattern: z.string().min(1).describe('Perl-compatible regular expression; lines are matched one by one'),
  path: z
    .string()
    .optional()
    .describe("File, folder or glob such as src/*.ts, from the repository's root; default: everywhere"),
  ignore_case: z.boolean().optional(),
});

/** Searches the workspace's files with `git grep`: what git ignores and binary files are left out. */
export function searchTool(sandbox: Sandbox): Tool {
  return defineTool({
    definition: {
      name: 'search',
      description: `Find lines in the repository's text files (files that git ignores are left out). Gives path:line:text, at most ${MAX_LINES} lines.`,
      input_schema: inputSchema(Input),
    },
    input: Input,
    mutates: false,
    async run({ pattern, path, ignore_case }, signal) {
      const where = workspacePath(path ?? '');
      const options = ['--untracked', '--no-color', '-I', '-n', '-P', ...(ignore_case ? ['-i'] : [])];
      const result = await sandbox.run({
        argv: ['git', 'grep', ...options, '-e', pattern, '--', where === '' ? '.' : where],
        timeoutMs: TIMEOUT_MS,
        maxOutputBytes: MAX_OUTPUT_BYTES,
        signal,
      });
      if (result.status !== 'exited') return failure('The search took too long. Narrow it down with path.');
      if (result.exitCode === 1) return { content: 'No line matches.' };
      if (result.exitCode !== 0) return failure(result.output.trim());
      return { content: shorten(result.stdout.toString('utf8')) };
    },
  });
}

function shorten(output: string): string {
  const lines = output.trimEnd().split('\n');
  const shown = lines
    .slice(0, MAX_LINES)
    .map((line) => (line.length <= MAX_LINE ? line : `${line.slice(0, MAX_LINE)}…`));
  const more = lines.length > MAX_LINES ? ['There are more. Narrow the search down.'] : [];
  return [...shown, ...more].join('\n');
}
