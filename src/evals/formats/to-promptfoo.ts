import type { JudgeCase } from '../judge-case.ts';
import type { PromptfooConfig } from './schemas/promptfoo.ts';

/**
 * Cases of the judge as tests for promptfoo. A test names its case only: promptfoo would read `{{ }}` in a diff as a template
 * of its own, and the judge must see the diff as it is.
 */
export const promptfooConfig = (cases: readonly JudgeCase[]): PromptfooConfig => ({
  description: "Fettle's judge on changes whose right answer is known",
  prompts: ['{{case}}'],
  providers: ['file://provider.mjs'],
  tests: cases.map(({ id, label, language, difficulty, kind, cluster, why }) => ({
    description: `${id}: ${why}`.replaceAll('{', '(').replaceAll('}', ')'),
    vars: { case: id },
    assert: [{ type: 'javascript', value: `JSON.parse(output).answer === '${label === 'bad' ? 'veto' : 'approve'}'` }],
    metadata: { label, language, difficulty, kind, cluster },
  })),
});

/** The provider that promptfoo loads. `implementation` is the file URL of ours; `cases.jsonl` lies beside it. */
export const promptfooProvider = (
  implementation: string,
): string => `// Asks Fettle's judge. Needs Node 24 or newer, and Fettle's settings of models in the environment.
import { promptfooAnswer } from ${JSON.stringify(implementation)};

const cases = new URL('cases.jsonl', import.meta.url);

export default class FettleJudge {
  id = () => 'fettle-judge';
  callApi = async (prompt) => promptfooAnswer(cases, prompt);
}
`;
