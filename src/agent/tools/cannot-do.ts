import { z } from 'zod';
import type { Tool } from '../types.ts';
import { defineTool, inputSchema } from './define-tool.ts';

const Input = z.object({
  reason: z.string().trim().min(1).describe('What stands in the way, and what a person could do about it'),
});

/** The honest exit: ends the task without a pull request. */
export function cannotDoTool(): Tool {
  return defineTool({
    definition: {
      name: 'cannot_do',
      description:
        'End the task without a change because it cannot be done honestly: it contradicts itself or the tests, needs access you lack, is already done, or is too unclear. A person reads the reason.',
      input_schema: inputSchema(Input),
    },
    input: Input,
    mutates: false,
    run: async ({ reason }) => ({ content: 'The task is ended.', end: { kind: 'cannot_do', reason } }),
  });
}
