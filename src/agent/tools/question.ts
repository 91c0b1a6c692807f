import { z } from 'zod';
import type { Tool } from '../types.ts';
import { defineTool, failure, inputSchema } from './define-tool.ts';
import type { RequestReply } from './request.ts';

const Input = z.object({
  question: z.string().trim().min(1).max(500).describe('One question, with the answers that you can think of'),
});

/** Asks people the one question without whose answer nobody could tell whether a change is right. */
export function questionTool(ask: (question: string) => Promise<RequestReply>): Tool {
  return defineTool({
    definition: {
      name: 'ask_question',
      description:
        'Ask people one question, before you change anything, when the task is too vague to tell a right change from a wrong one. You go on with the answer. There is no second question.',
      input_schema: inputSchema(Input),
    },
    input: Input,
    mutates: false,
    run: async ({ question }) => {
      const reply = await ask(question);
      if (reply.kind === 'refused') return failure(reply.text);
      return { content: 'Asked. The answer follows below.', end: { kind: 'asked', key: reply.key } };
    },
  });
}
