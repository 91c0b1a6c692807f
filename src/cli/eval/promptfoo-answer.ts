import { fileURLToPath } from 'node:url';
import { openJudgeCases } from '../../evals/suites/judge-cases.ts';
import { judgeSuite } from '../../evals/suites/judge.ts';
import { shippedPrompt } from '../../judge/judge.ts';
import { promptHash } from '../../runs/arm.ts';
import { readSettings } from '../../settings.ts';
import { evalModels } from './eval-models.ts';

/** As promptfoo's providers answer: `output` is JSON with the judge's answer and why. */
type Answer =
  | { output: string; cost: number; tokenUsage: { total: number; prompt: number; completion: number } }
  | { error: string };

/** What the file that `fettle eval export promptfoo` writes asks for each test: the judge's answer to one case. */
export async function promptfooAnswer(cases: URL, id: string): Promise<Answer> {
  const settings = readSettings().model();
  const suite = judgeSuite(await openJudgeCases([fileURLToPath(cases)]), { prompt: null, temperature: null });
  const models = evalModels(settings, (line) => console.error(line));
  const tried = await suite.tryItem(id.trim(), 1, {
    model: models,
    arm: {
      name: 'promptfoo',
      promptHash: promptHash(shippedPrompt()),
      profile: null,
      agentModel: null,
      judgeModel: settings.judgeModel,
      verifiers: '',
    },
    signal: new AbortController().signal,
    say: () => undefined,
  });
  if (tried.score === null) return { error: tried.detail };
  const { input, output, cacheRead, cacheWrite } = tried.usage;
  const prompt = input + cacheRead + cacheWrite;
  return {
    output: JSON.stringify({ answer: tried.answer, why: tried.detail, record: tried.record }),
    cost: tried.costUsd,
    tokenUsage: { total: prompt + output, prompt, completion: output },
  };
}
