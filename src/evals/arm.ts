import { z } from 'zod';

/** What a run of a suite was made with. Two runs of the same items that differ in their arm can be compared. */
export const Arm = z.strictObject({
  /** What people call it in tables and plots. */
  name: z.string().regex(/^[\w.:+-]{1,60}$/, 'must be a short name of letters, digits and . _ : + -'),
  /** sha256 of the prompt file that is measured: the judge's for the judge suite, the agent's for whole tasks. */
  promptHash: z.string(),
  /** The agent profile's name; null where no agent takes part. */
  profile: z.string().nullable(),
  agentModel: z.string().nullable(),
  judgeModel: z.string().nullable(),
  /** Which verifiers and guards there were: a hash of their versions. */
  verifiers: z.string(),
});
export type Arm = z.infer<typeof Arm>;
