import type { Sandbox } from '../../sandbox/types.ts';
import type { Tool } from '../types.ts';
import { bashTool } from './bash.ts';
import { cannotDoTool } from './cannot-do.ts';
import { editorTool } from './editor.ts';
import { searchTool } from './search.ts';

/** The agent's own tools on one workspace; `verify` comes from the MCP server, see `mcp-tools.ts`. */
export function agentTools(sandbox: Sandbox): Tool[] {
  return [editorTool(sandbox), bashTool(sandbox), searchTool(sandbox), cannotDoTool()];
}
