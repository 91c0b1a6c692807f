import { z } from 'zod';
import { UserError } from '../../errors.ts';
import type { Tool, ToolResult } from '../types.ts';

interface ToolSpec<Input> {
  definition: Tool['definition'];
  input: z.ZodType<Input>;
  mutates: boolean;
  run(input: Input, signal: AbortSignal): Promise<ToolResult>;
}

/** A tool that tells the model what is wrong with its input. A UserError is an answer too; all else is thrown on. */
export function defineTool<Input>(spec: ToolSpec<Input>): Tool {
  return {
    definition: spec.definition,
    mutates: spec.mutates,
    async run(input, signal) {
      const parsed = spec.input.safeParse(input);
      if (!parsed.success) return failure(`The input is wrong. ${z.prettifyError(parsed.error)}`);
      try {
        return await spec.run(parsed.data, signal);
      } catch (error) {
        if (error instanceof UserError) return failure(error.message);
        throw error;
      }
    },
  };
}

export function failure(content: string): ToolResult {
  return { content, isError: true };
}

/** The JSON Schema of a custom tool's input, as the API takes it. */
export function inputSchema(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-7' });
  return rest;
}
