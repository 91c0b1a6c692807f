const ENVIRONMENT = {
  /** Its own traffic beside the model's: there is no way out, and waiting for it would only take time. */
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_AUTOUPDATER: '1',
  DISABLE_TELEMETRY: '1',
  DISABLE_ERROR_REPORTING: '1',
  /** Never a key: the relay has it. */
  ANTHROPIC_API_KEY: 'none-is-needed-here',
};

const stdio = (kind: string) => ['node', '/opt/fettle/bin/bridge-stdio.mjs', kind];

/**
 * Claude Code, without a person: with none of the repository's settings, hooks, MCP servers or memory files (no setting
 * source, MCP servers from the command line alone), with the tools that work inside the sandbox and ours. Permissions
 * are not asked for, since the sandbox is what holds it.
 * Source: `claude --help` of 2.1.332.
 */
export function claudeCommand(spec: { modelName: string; system: string; session: string | null }): {
  argv: string[];
  env: Record<string, string>;
} {
  const [node = '', ...mcp] = stdio('mcp');
  const servers = { mcpServers: { fettle: { command: node, args: mcp } } };
  const hooks = { Stop: [{ hooks: [{ type: 'command', command: stdio('hook').join(' '), timeout: 3600 }] }] };
  const options = {
    '--output-format': 'stream-json',
    '--model': spec.modelName,
    '--setting-sources': '',
    '--settings': JSON.stringify({ hooks }),
    '--mcp-config': JSON.stringify(servers),
    '--tools': 'Bash,Edit,Read,Write,Glob,Grep',
    '--permission-mode': 'bypassPermissions',
    '--append-system-prompt': spec.system,
    ...(spec.session === null ? {} : { '--resume': spec.session }),
  };
  return {
    argv: ['claude', '--print', '--verbose', '--strict-mcp-config', ...Object.entries(options).flat()],
    env: ENVIRONMENT,
  };
}
