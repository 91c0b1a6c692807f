import type { Fault, Metrics } from '../types.ts';
import type { Make } from './make.ts';

const KINDS: Record<Fault, 0> = { run: 0, delivery: 0, model: 0, github: 0, sandbox: 0 };

/** What went wrong outside of changes, in one counter, so that one alert covers it. */
export function faultCounter({ prometheus, registers }: Make): Pick<Metrics, 'onFault'> {
  const faults = new prometheus.Counter({
    name: 'fettle_faults_total',
    help: 'What went wrong that is not the fault of a change, by where; most of it is tried again',
    labelNames: ['kind'],
    registers,
  });
  for (const kind of Object.keys(KINDS)) faults.inc({ kind }, 0);
  return { onFault: (kind) => faults.inc({ kind }) };
}
