import { z } from 'zod';
import type { Tool } from '../types.ts';
import { defineTool, inputSchema } from './define-tool.ts';

const line = z.string().trim().min(1).max(300);

const Input = z.object({
  will_change: z.array(line).min(1).max(10).describe('What will be different, and in which files; one line each'),
  will_not_change: z
    .array(line)
    .max(10)
    .default([])
    .describe('What somebody might expect to change, and will not; empty when there is nothing to say'),
  verification: z
    .array(line)
    .min(1)
    .max(10)
    .describe('For each change: the test or check that shows it is right; say so plainly where nothing does'),
  unclear: z
    .array(line)
    .max(5)
    .default([])
    .describe('Questions whose answer would change the plan, each with what you assume without one; empty when none'),
  size: z.enum(['small', 'medium', 'large']).describe('small: up to 30 changed lines; medium: up to 200; large: more'),
});

/** Ends planning with the plan. */
export function planTool(): Tool {
  return defineTool({
    definition: {
      name: 'plan',
      description: 'Hand in the plan. People read it, may change it, and start the work with it. This ends your turn.',
      input_schema: inputSchema(Input),
    },
    input: Input,
    mutates: false,
    run: async ({ will_change: willChange, will_not_change: willNotChange, verification, unclear, size }) => ({
      content: 'Handed in.',
      end: { kind: 'planned', proposal: { willChange, willNotChange, verification, unclear, size } },
    }),
  });
}
