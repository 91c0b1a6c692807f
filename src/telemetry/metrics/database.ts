import { cachedFigures, type Figures } from '../database-figures.ts';
import type { Metrics } from '../types.ts';
import type { Make } from './make.ts';

/** What only the database knows: every process tells the same, so add nothing up; take the `max`. */
export function databaseGauges({ prometheus, registers }: Make): Pick<Metrics, 'connect'> {
  const figures = cachedFigures();

  /** What is not known now must not be shown as it was. */
  function gauge(name: string, help: string, value: (figures: Figures) => number): void {
    new prometheus.Gauge({
      name,
      help,
      registers,
      async collect() {
        const now = await figures.get();
        if (now === null) this.remove();
        else this.set(value(now));
      },
    });
  }
  function gaugeByState(name: string, help: string, values: (figures: Figures) => Record<string, number>): void {
    new prometheus.Gauge({
      name,
      help,
      labelNames: ['state'],
      registers,
      async collect() {
        const now = await figures.get();
        this.reset();
        if (now !== null) for (const [state, value] of Object.entries(values(now))) this.set({ state }, value);
      },
    });
  }

  new prometheus.Gauge({
    name: 'fettle_database_up',
    help: '1 where the database answered this scrape, 0 where it did not',
    registers,
    async collect() {
      this.set((await figures.get()) === null ? 0 : 1);
    },
  });
  gaugeByState('fettle_runs', 'Runs that have not ended', (it) => it.runs);
  gauge('fettle_runs_held', 'Runs that wait until a hold label is taken off', (it) => it.held);
  gaugeByState('fettle_queue_looks', 'Looks at runs: due, put off, or under way', (it) => it.looks);
  gauge('fettle_queue_oldest_seconds', 'How long the look that is due longest has waited', (it) => it.oldestLook);
  gauge('fettle_deliveries_open', 'Deliveries that are stored and not handled yet', (it) => it.deliveries);
  gauge('fettle_deliveries_oldest_seconds', 'Age of the oldest of them', (it) => it.oldestDelivery);
  gauge('fettle_deliveries_failing', 'Deliveries whose handling has failed at least once', (it) => it.failing);
  return { connect: figures.connect };
}
