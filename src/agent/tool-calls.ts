import { inSpan } from '../telemetry/scope.ts';
import { clip, firstLine } from '../text/clip.ts';
import type { AgentEnd, ContentBlock, ModelReply, Tool, ToolResult, Turn } from './types.ts';

/** What follows a reply. */
export interface Answer {
  /** Content of the next user message: results of the calls, then notes of ours. */
  user: ContentBlock[];
  tools: Turn['tools'];
  end: AgentEnd | null;
  /** Whether the reply brought the work on; a loop of replies that don't must end. */
  fruitful: boolean;
}

type ToolUse = Extract<ContentBlock, { type: 'tool_use' }>;

/** Characters of one tool result that the model sees. */
const MAX_RESULT = 16_000;

const CUT_OFF = 'Not run: your reply was cut off at the output limit. Call it again, in smaller steps.';

/** Decides what a reply means, and runs its tools one after the other if they are to be run. */
export async function answerCalls(
  reply: ModelReply,
  run: { tools: readonly Tool[]; signal: AbortSignal; onIntent: (reply: ModelReply) => Promise<void> },
): Promise<Answer> {
  const calls = reply.content.filter((block): block is ToolUse => block.type === 'tool_use');
  switch (reply.stopReason) {
    case 'refusal':
      return { user: [], tools: [], end: { kind: 'refused' }, fruitful: true };
    case 'model_context_window_exceeded':
      return { user: [], tools: [], end: { kind: 'budget', which: 'context' }, fruitful: true };
    case 'max_tokens':
      return calls.length > 0
        ? {
            user: calls.map((call) => toBlock(call, { content: CUT_OFF, isError: true })),
            tools: [],
            end: null,
            fruitful: false,
          }
        : note('Your reply was cut off at the output limit. Go on, in smaller steps.');
    case 'pause_turn':
    case 'tool_use':
    case 'end_turn':
    case 'stop_sequence':
      if (calls.length > 0) return runCalls(reply, calls, run);
      // A paused turn goes on when the conversation is sent again as it is.
      if (reply.stopReason === 'pause_turn') return { user: [], tools: [], end: null, fruitful: false };
      return finished(reply);
  }
}

function finished(reply: ModelReply): Answer {
  const summary = reply.content
    .flatMap((block) => (block.type === 'text' ? [block.text] : []))
    .join('\n')
    .trim();
  if (summary === '') return note('Your reply was empty. Go on with the task, or end with your summary.');
  return { user: [], tools: [], end: { kind: 'finished', summary }, fruitful: true };
}

function note(text: string): Answer {
  return { user: [{ type: 'text', text }], tools: [], end: null, fruitful: false };
}

async function runCalls(
  reply: ModelReply,
  calls: readonly ToolUse[],
  run: Parameters<typeof answerCalls>[1],
): Promise<Answer> {
  await run.onIntent(reply);
  const answer: Answer = { user: [], tools: [], end: null, fruitful: true };
  for (const call of calls) {
    if (run.signal.aborted) break;
    const startedAt = performance.now();
    const result = answer.end
      ? { content: 'Not run: the call before it ended the turn.', isError: true }
      : await runCall(call, run.tools, run.signal);
    answer.user.push(toBlock(call, result));
    answer.tools.push({
      name: call.name,
      input: call.input,
      ok: result.isError !== true,
      durationMs: Math.round(performance.now() - startedAt),
      summary: firstLine(result.content),
    });
    answer.end ??= result.end ?? null;
  }
  return answer;
}

async function runCall(call: ToolUse, tools: readonly Tool[], signal: AbortSignal): Promise<ToolResult> {
  const tool = tools.find((candidate) => candidate.definition.name === call.name);
  if (tool) return inTrace(call, () => tool.run(call.input, signal));
  const names = tools.map((candidate) => candidate.definition.name).join(', ');
  return { content: `There is no tool of this name. There are: ${names}.`, isError: true };
}

/** By the conventions for generative AI; what a tool was given and answered is never told. */
function inTrace({ id, name }: ToolUse, run: () => Promise<ToolResult>): Promise<ToolResult> {
  const attributes = {
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': name,
    'gen_ai.tool.call.id': id,
    'gen_ai.tool.type': 'function',
  };
  return inSpan(`execute_tool ${name}`, { attributes }, async (span) => {
    const result = await run();
    if (result.isError === true) span?.fail('tool_error');
    return result;
  });
}

function toBlock(call: ToolUse, result: ToolResult): ContentBlock {
  return {
    type: 'tool_result',
    tool_use_id: call.id,
    content: clip(result.content === '' ? '(no output)' : result.content, MAX_RESULT),
    ...(result.isError === true && { is_error: true }),
  };
}
