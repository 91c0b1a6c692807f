import type { Sandbox } from '../../sandbox/types.ts';
import type { Profile } from '../profiles/profile.ts';
import type { Tool } from '../types.ts';
import { bashTool } from './bash.ts';
import { cannotDoTool } from './cannot-do.ts';
import { editorTool } from './editor.ts';
import { questionTool } from './question.ts';
import { QUESTION, type Request, type RequestReply, requestTool } from './request.ts';
import { searchTool } from './search.ts';

/**
 * The profile's tools on one workspace, in our order; `verify` comes from the MCP server, see `mcp-tools.ts`. Without `ask`
 * nobody could answer a request, so it is not offered.
 */
export function agentTools(
  sandbox: Sandbox,
  { tools, shell }: Pick<Profile, 'tools' | 'shell'>,
  ask: ((request: Request) => Promise<RequestReply>) | null = null,
): Tool[] {
  const all = [editorTool(sandbox), bashTool(sandbox, shell), searchTool(sandbox), cannotDoTool()];
  const named: readonly string[] = tools;
  const asking = ask === null ? [] : [requestTool(ask), questionTool((why) => ask({ ...QUESTION, why }))];
  return [...all, ...asking].filter(({ definition }) => named.includes(definition.name));
}
