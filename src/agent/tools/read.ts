import { z } from 'zod';
import type { Sandbox } from '../../sandbox/types.ts';
import type { Tool } from '../types.ts';
import { defineTool, inputSchema } from './define-tool.ts';
import { editorTool } from './editor.ts';

const Input = z.object({
  path: z.string().describe("A file or folder, from the repository's root; '' is the root"),
  view_range: z.tuple([z.number().int(), z.number().int()]).optional().describe('First and last line, from 1'),
});

/** Shows a file or lists a folder, and can do nothing else. */
export function readTool(sandbox: Sandbox): Tool {
  const editor = editorTool(sandbox);
  return defineTool({
    definition: {
      name: 'read',
      description: 'Show a file with line numbers, or list a folder.',
      input_schema: inputSchema(Input),
    },
    input: Input,
    mutates: false,
    run: (input, signal) => editor.run({ command: 'view', ...input }, signal),
  });
}
