import { z } from 'zod';

/** The part of the Messages API's request that this server looks at. Unknown keys are kept and not judged. */
const CacheControl = z.object({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).optional() }).nullish();

const Text = z.object({ type: z.literal('text'), text: z.string(), cache_control: CacheControl });
const ToolUse = z.object({
  type: z.literal('tool_use'),
  id: z.string().regex(/^[a-zA-Z0-9_-]+$/),
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,200}$/),
  input: z.record(z.string(), z.unknown()),
  cache_control: CacheControl,
});
const ToolResult = z.object({
  type: z.literal('tool_result'),
  tool_use_id: z.string(),
  content: z.union([z.string(), z.array(Text)]).optional(),
  is_error: z.boolean().optional(),
  cache_control: CacheControl,
});
const Thinking = z.object({ type: z.literal('thinking'), thinking: z.string(), signature: z.string() }).strict();
const RedactedThinking = z.object({ type: z.literal('redacted_thinking'), data: z.string() }).strict();

export const Block = z.discriminatedUnion('type', [Text, ToolUse, ToolResult, Thinking, RedactedThinking]);
export type Block = z.infer<typeof Block>;

const ApiMessage = z.object({
  // `system`: Claude Code's own, under a beta of its. Ours never sends one.
  role: z.enum(['user', 'assistant', 'system']),
  content: z.union([z.string().min(1), z.array(Block)]),
});

const BUILT_IN: Record<string, string> = {
  bash_20250124: 'bash',
  text_editor_20250728: 'str_replace_based_edit_tool',
};
const ApiTool = z
  .object({
    type: z.string().optional(),
    name: z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/),
    description: z.string().optional(),
    input_schema: z.looseObject({ type: z.literal('object') }).optional(),
    cache_control: CacheControl,
  })
  .superRefine((tool, context) => {
    const custom = tool.type === undefined || tool.type === 'custom';
    if (custom && !tool.input_schema) context.addIssue('input_schema: Field required');
    if (!custom && BUILT_IN[tool.type ?? ''] !== tool.name)
      context.addIssue(`type: unknown tool ${tool.type} ${tool.name}`);
  });

export const MessagesBody = z.looseObject({
  model: z.string().min(1),
  max_tokens: z.number().int().positive(),
  messages: z.array(ApiMessage).min(1),
  system: z.union([z.string(), z.array(Text)]).optional(),
  tools: z.array(ApiTool).optional(),
  stream: z.boolean().optional(),
  output_config: z
    .looseObject({ format: z.object({ type: z.literal('json_schema'), schema: z.looseObject({}) }).nullish() })
    .optional(),
});
export type MessagesBody = z.infer<typeof MessagesBody>;

export function blocksOf(message: MessagesBody['messages'][number]): Block[] {
  return typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content;
}

/** The body, or what the API would answer with 400. */
export function parseRequest(json: unknown): { body: MessagesBody; problem: null } | { body: null; problem: string } {
  const parsed = MessagesBody.safeParse(json);
  if (!parsed.success) return { body: null, problem: z.prettifyError(parsed.error) };
  const problem = problemIn(parsed.data);
  return problem === null ? { body: parsed.data, problem } : { body: null, problem };
}

function problemIn(body: MessagesBody): string | null {
  const texts = [
    ...(Array.isArray(body.system) ? body.system : []),
    ...body.messages.flatMap((message) => blocksOf(message)),
  ].filter((block) => block.type === 'text');
  if (texts.some((block) => block.text.trim() === '')) return 'text content blocks must be non-empty';
  if ((JSON.stringify(body).match(/"cache_control":\{/g) ?? []).length > 4) {
    return 'A maximum of 4 blocks with cache_control may be provided.';
  }
  const names = (body.tools ?? []).map((tool) => tool.name);
  if (new Set(names).size !== names.length) return 'tools: Tool names must be unique.';
  return problemInTurns(body);
}

function problemInTurns(body: MessagesBody): string | null {
  const seen = new Set<string>();
  let open: string[] = [];
  for (const [at, message] of body.messages.filter(({ role }) => role !== 'system').entries()) {
    const blocks = blocksOf(message);
    const wanted = at % 2 === 0 ? 'user' : 'assistant';
    // The real API merges two of a role; here it is refused, so that nobody relies on it.
    if (message.role !== wanted) return `messages.${at}: roles must alternate between "user" and "assistant"`;
    if (blocks.length === 0) return `messages.${at}: all messages must have non-empty content`;
    const answers = blocks.flatMap((block) => (block.type === 'tool_result' ? [block.tool_use_id] : []));
    const stray = answers.find((id) => !open.includes(id));
    if (stray !== undefined) return `messages.${at}: unexpected tool_use_id ${stray} in tool_result blocks`;
    const missing = open.filter((id) => !answers.includes(id));
    if (missing.length > 0) return `messages.${at - 1}: tool_use ids without tool_result blocks: ${missing.join(', ')}`;
    const firstOther = blocks.findIndex((block) => block.type !== 'tool_result');
    if (answers.length > 0 && firstOther !== -1 && firstOther < answers.length) {
      return `messages.${at}: tool_result blocks must come first`;
    }
    open = blocks.flatMap((block) => (block.type === 'tool_use' ? [block.id] : []));
    if (message.role === 'user' && open.length > 0) return `messages.${at}: tool_use in a user message`;
    if (open.some((id) => seen.has(id))) return `messages.${at}: tool_use ids must be unique`;
    for (const id of open) seen.add(id);
  }
  return open.length > 0 ? `messages: tool_use ids without tool_result blocks: ${open.join(', ')}` : null;
}
