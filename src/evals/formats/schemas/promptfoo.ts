import { z } from 'zod';

/** What we write of a promptfoo configuration (promptfoo.dev, "Configuration"). */
export const PromptfooConfig = z.strictObject({
  description: z.string(),
  prompts: z.tuple([z.string()]),
  providers: z.array(z.string().startsWith('file://')).min(1),
  tests: z
    .array(
      z.strictObject({
        description: z.string(),
        vars: z.record(z.string(), z.string()),
        assert: z.array(z.strictObject({ type: z.literal('javascript'), value: z.string() })).min(1),
        metadata: z.record(z.string(), z.string()),
      }),
    )
    .min(1),
});
export type PromptfooConfig = z.infer<typeof PromptfooConfig>;
