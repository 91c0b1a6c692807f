import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { clip } from '../text/clip.ts';
import type { Tool, ToolResult } from './types.ts';

export interface McpToolsOptions {
  /** Silence after which a call is given up; progress starts it anew. Default 20 min: a test suite can take that long. */
  timeoutMs?: number;
  /** Told of what the server reports while a call is under way. */
  onProgress?: (tool: string, message: string) => void;
}

const TIMEOUT_MS = 20 * 60_000;
const MAX_RESULT = 16_000;

const CallResult = z.object({
  content: z.array(z.object({ type: z.string(), text: z.string().optional() })).default([]),
  structuredContent: z.record(z.string(), z.unknown()).optional(),
  isError: z.boolean().optional(),
});

/** The tools of an MCP server, for the agent. The only file that knows the MCP client. */
export async function mcpTools(
  client: Pick<Client, 'listTools' | 'callTool'>,
  options: McpToolsOptions = {},
): Promise<Tool[]> {
  const { tools } = await client.listTools();
  return tools.map((tool) => ({
    definition: { name: tool.name, description: tool.description ?? '', input_schema: tool.inputSchema },
    mutates: tool.annotations?.readOnlyHint !== true,
    run: (input, signal) => call(client, tool.name, input, signal, options),
  }));
}

async function call(
  client: Pick<Client, 'callTool'>,
  name: string,
  input: unknown,
  signal: AbortSignal,
  options: McpToolsOptions,
): Promise<ToolResult> {
  try {
    const answer = await client.callTool({ name, arguments: input as Record<string, unknown> }, undefined, {
      signal,
      timeout: options.timeoutMs ?? TIMEOUT_MS,
      resetTimeoutOnProgress: true,
      // Without a listener no progress is asked for, and nothing would start the time-out anew.
      onprogress: ({ message }) => {
        if (message !== undefined) options.onProgress?.(name, message);
      },
    });
    return toResult(CallResult.parse(answer));
  } catch (error) {
    if (signal.aborted) return { content: 'Cancelled.', isError: true };
    if (error instanceof McpError && error.code !== ErrorCode.ConnectionClosed) {
      return { content: `${name} could not be carried out: ${error.message}`, isError: true };
    }
    throw error;
  }
}

function toResult(answer: z.infer<typeof CallResult>): ToolResult {
  const parts = answer.content.map((part) => part.text ?? `[${part.type} left out]`);
  const text =
    parts.length === 0 && answer.structuredContent !== undefined
      ? JSON.stringify(answer.structuredContent, null, 2)
      : parts.join('\n');
  return { content: clip(text, MAX_RESULT), ...(answer.isError === true && { isError: true }) };
}
