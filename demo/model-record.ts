import { z } from 'zod';

const Text = z.looseObject({ type: z.string(), text: z.string().optional(), content: z.unknown().optional() });
const Usage = z.object({
  input_tokens: z.number(),
  cache_read_input_tokens: z.number(),
  cache_creation_input_tokens: z.number(),
});
const Request = z.object({
  role: z.enum(['agent', 'judge']),
  answer: z.string(),
  usage: Usage.nullable(),
  body: z.looseObject({
    messages: z.array(z.object({ role: z.string(), content: z.union([z.string(), z.array(Text)]) })),
  }),
});
const Answer = z.object({ requests: z.array(Request), refused: z.array(z.string()) });

export interface ModelRequest {
  role: 'agent' | 'judge';
  answered: boolean;
  /** Text of the last message: tool results, feedback, or the judge's whole question. */
  last: string;
  usage: { input: number; cacheRead: number; cacheWrite: number };
}

export interface ModelRecord {
  requests: ModelRequest[];
  refused: string[];
}

/** What the scripted model was really sent, asked from its own server. */
export async function modelRecord(url: string): Promise<ModelRecord> {
  const response = await fetch(`${url}/_requests`, { signal: AbortSignal.timeout(30_000) });
  const { requests, refused } = Answer.parse(await response.json());
  return {
    refused,
    requests: requests.map(({ role, answer, usage, body }) => ({
      role,
      answered: answer === 'reply',
      last: textOf(body.messages.at(-1)?.content ?? ''),
      usage: {
        input: usage?.input_tokens ?? 0,
        cacheRead: usage?.cache_read_input_tokens ?? 0,
        cacheWrite: usage?.cache_creation_input_tokens ?? 0,
      },
    })),
  };
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((block: z.infer<typeof Text>) => block.text ?? textOf(block.content ?? '')).join('\n');
}
