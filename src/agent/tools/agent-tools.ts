import type { Sandbox } from '../../sandbox/types.ts';
import type { Tool } from '../types.ts';
import { bashTool } from './bash.ts';
import { cannotDoTool } from './cannot-do.ts';
import { editorTool } from './editor.ts';
import { type Request, type RequestReply, requestTool } from './request.ts';
import { searchTool } from './search.ts';

/** The agent's own tools on one workspace; `verify` comes from the MCP server, see `mcp-tools.ts`. Without `ask` nobody could answer. */
export function agentTools(sandbox: Sandbox, ask: ((request: Request) => Promise<RequestReply>) | null = null): Tool[] {
  const own = [editorTool(sandbox), bashTool(sandbox), searchTool(sandbox), cannotDoTool()];
  return ask === null ? own : [...own, requestTool(ask)];
}
