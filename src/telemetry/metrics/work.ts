import type { Metrics, ModelCall } from '../types.ts';
import { type Make, WORK_BUCKETS } from './make.ts';

/** What runs spend their time and money on. */
export function workMetrics(
  { prometheus, registers }: Make,
  { onFault }: Pick<Metrics, 'onFault'>,
): Pick<Metrics, 'onStep' | 'modelCalled' | 'modelFault'> {
  const steps = new prometheus.Histogram({
    name: 'fettle_step_seconds',
    help: 'How long the steps of runs take: sandboxes, verifiers, gate, judge, git',
    labelNames: ['step', 'result'],
    buckets: WORK_BUCKETS,
    registers,
  });
  const calls = new prometheus.Histogram({
    name: 'fettle_model_call_seconds',
    help: 'How long one answer of a model took, with all tries',
    labelNames: ['role', 'model', 'result'],
    buckets: WORK_BUCKETS,
    registers,
  });
  const tokens = new prometheus.Counter({
    name: 'fettle_model_tokens_total',
    help: 'Tokens as the model server counts them',
    labelNames: ['role', 'model', 'type'],
    registers,
  });
  const cost = new prometheus.Counter({
    name: 'fettle_model_cost_usd_total',
    help: 'What model calls cost, in US dollars by the price list',
    labelNames: ['role', 'model'],
    registers,
  });
  const faults = new prometheus.Counter({
    name: 'fettle_model_faults_total',
    help: 'Tries of model calls that failed and were repeated',
    labelNames: ['role'],
    registers,
  });
  for (const role of ['agent', 'judge']) faults.inc({ role }, 0);
  return {
    onStep: (step, seconds, ok) => {
      steps.observe({ step, result: ok ? 'ok' : 'error' }, seconds);
      if (!ok && step.startsWith('sandbox_')) onFault('sandbox');
    },
    modelCalled: ({ role, model, seconds, reply }: ModelCall) => {
      calls.observe({ role, model, result: reply === null ? 'error' : 'ok' }, seconds);
      if (reply === null) return onFault('model');
      const { input, output, cacheRead, cacheWrite } = reply.usage;
      tokens.inc({ role, model, type: 'input' }, input);
      tokens.inc({ role, model, type: 'output' }, output);
      tokens.inc({ role, model, type: 'cache_read' }, cacheRead);
      tokens.inc({ role, model, type: 'cache_write' }, cacheWrite);
      cost.inc({ role, model }, reply.costUsd);
    },
    modelFault: (role) => faults.inc({ role }),
  };
}
