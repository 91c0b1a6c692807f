import { blockFamily } from '../block-rules.ts';

/** Gradle's closing words; kotlinc's `e:` lines are read as located diagnostics. */
export const gradle = blockFamily(
  'gradle',
  [
    {
      tool: 'gradle',
      kind: 'error',
      open: /^\* What went wrong:$/,
      ends: /^(?:\* (?:Try|Where|Exception is|Get more)|={10,}|BUILD FAILED)/,
      drop: /^> (?:There were failing tests|Compilation failed; see)|^\s*> Run with/,
      max: 10,
    },
  ],
  '*',
);
