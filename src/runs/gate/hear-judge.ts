import { type Model, ModelUnavailable, type Usage } from '../../agent/types.ts';
import { judge } from '../../judge/judge.ts';
import { type JudgeLevel, judgeLevel, weaker } from '../../judge/level.ts';
import { JudgeFailed, type JudgeInput, type Verdict } from '../../judge/types.ts';
import { measured } from '../../telemetry/scope.ts';
import type { GateReport, RunEventKind } from '../types.ts';

export interface JudgeSpec {
  judgeModel: Model;
  judgeModelName: string;
  /** Absent: the prompt that ships. */
  judgePrompt?: string;
  /** Absent: the model's own. */
  judgeTemperature?: number;
  /** Absent: block. */
  judgeLevel?: JudgeLevel;
  signal: AbortSignal;
  say: (kind: RunEventKind, text: string, data?: unknown) => void;
  onCost: (cost: { costUsd: number; usage: Usage }) => void;
}

type Heard = Required<Pick<GateReport, 'verdict' | 'judge'>>;

/**
 * Asks the judge as far as its level says. Where a veto would hold nothing back, a judge that can't be heard does not
 * either: it is noted. Where it would, this throws ModelUnavailable or JudgeFailed.
 */
export async function hearJudge(spec: JudgeSpec, input: JudgeInput): Promise<Heard> {
  const { judgePrompt, judgeTemperature, judgeLevel: level = 'block', signal } = spec;
  if (level === 'off') {
    spec.say('gate_judge', 'Judge: switched off');
    return { verdict: null, judge: { level } };
  }
  try {
    const asked = {
      model: spec.judgeModel,
      modelName: spec.judgeModelName,
      signal,
      ...(judgePrompt === undefined ? {} : { prompt: judgePrompt }),
      ...(judgeTemperature === undefined ? {} : { temperature: judgeTemperature }),
    };
    const verdict = await measured('judge', { 'fettle.level': level }, async (span) => {
      const said = await judge(asked, input);
      span?.set({ 'fettle.verdict': said.verdict });
      return said;
    });
    spec.onCost(verdict);
    if (level === 'shadow') spec.say('gate_judge', 'Judge: recorded, and not shown');
    else spec.say('gate_judge', verdictLine(verdict, level), verdict);
    return { verdict, judge: { level } };
  } catch (error) {
    signal.throwIfAborted();
    if (level === 'block' || !(error instanceof ModelUnavailable || error instanceof JudgeFailed)) throw error;
    if (error instanceof JudgeFailed) spec.onCost({ costUsd: error.costUsd, usage: NO_USAGE });
    spec.say('gate_judge', 'Judge: gave no verdict, and is not needed for going on');
    return { verdict: null, judge: { level, failed: error.message } };
  }
}

const NO_USAGE: Usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };

/** The level of one attempt; `atMost`: somebody has overruled the judge in this run and stands for the change. */
export function levelFor(
  operator: JudgeLevel | null,
  repository: JudgeLevel | null,
  atMost: JudgeLevel | undefined,
): JudgeLevel {
  const level = judgeLevel(operator, repository);
  return atMost === undefined ? level : weaker(level, atMost);
}

function verdictLine({ verdict, criteria, objections }: Verdict, level: JudgeLevel): string {
  if (verdict === 'approve') return 'Judge: approves';
  if (verdict === 'abstain') return 'Judge: abstains';
  const unmet = Object.entries(criteria).flatMap(([name, { met }]) => (met ? [] : [name.replaceAll('_', ' ')]));
  const paths = [...new Set(objections.filter((one) => one.cited).map((one) => one.path))];
  const why = `${unmet.join(', ') || 'objections'} not met${paths.length > 0 ? `: ${paths.join(', ')}` : ''}`;
  return level === 'block' ? `Judge: vetoes (${why})` : `Judge: objects, as advice (${why})`;
}
