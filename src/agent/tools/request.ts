import { z } from 'zod';
import type { Tool } from '../types.ts';
import { defineTool, failure, inputSchema } from './define-tool.ts';

export const REQUEST_KINDS = ['host', 'service', 'platform', 'tool', 'secret'] as const;

const Input = z.object({
  kind: z.enum(REQUEST_KINDS),
  name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^[\w][\w./:@ +-]*$/, 'must be a plain name')
    .describe('host: its name, for dependencies; service: an image such as postgres:16; else what it is called'),
  why: z.string().trim().min(1).max(1000),
  env: z
    .record(z.string().regex(/^[A-Za-z_]\w{0,99}$/), z.string().max(500))
    .optional()
    .describe('service: its variables'),
});

/** `question`: what it lacks is a person's word on the task, and `why` is what it asks. */
export type RequestKind = (typeof REQUEST_KINDS)[number] | 'question';

/** What the agent lacks. `name` and `why` are the model's words, and so foreign. */
export type Request = Omit<z.infer<typeof Input>, 'kind'> & { kind: RequestKind };

/** A question has no other name: there is one in a run. */
export const QUESTION = { kind: 'question', name: 'question' } as const;

/** What comes of a request: an answer at once, or none yet, and then the conversation ends until there is one. */
export type RequestReply = { kind: 'refused'; text: string } | { kind: 'later'; key: string };

/** Asks for what the sandbox lacks. Policy or people answer; the agent's own say changes nothing. */
export function requestTool(ask: (request: Request) => Promise<RequestReply>): Tool {
  return defineTool({
    definition: {
      name: 'request',
      description:
        'Ask for what the sandbox lacks and the task needs. Policy or a person answers; you go on when there is an answer.',
      input_schema: inputSchema(Input),
    },
    input: Input,
    mutates: false,
    run: async (request) => {
      const reply = await ask(request);
      if (reply.kind === 'refused') return failure(reply.text);
      return { content: 'Asked. The answer follows below.', end: { kind: 'asked', key: reply.key } };
    },
  });
}
