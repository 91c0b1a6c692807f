import { type CachedRead, cachedRead } from '../cached-read.ts';
import { readFigures } from '../database-figures.ts';
import { readOutcomes } from '../outcome-figures.ts';
import type { Metrics } from '../types.ts';
import type { Make } from './make.ts';

const OPEN_MS = 5000;
/** What is counted over a day or a month changes little in so long, and reads more: a third of a second at a million runs. */
const OUTCOMES_MS = 300_000;

/** What only the database knows: every process tells the same, so add nothing up; take the `max`. */
export function databaseGauges({ prometheus, registers }: Make): Pick<Metrics, 'connect'> {
  const open = cachedRead(readFigures, OPEN_MS);
  const outcomes = cachedRead(readOutcomes, OUTCOMES_MS);

  /** One series, or one for each value of the labels. What is not known now must not be shown as it was. */
  function gauge<T>(
    { get }: CachedRead<T>,
    [name, help, ...labelNames]: [string, string, ...string[]],
    values: (read: T) => { labels: Record<string, string>; value: number }[],
  ): void {
    new prometheus.Gauge({
      name,
      help,
      labelNames,
      registers,
      async collect() {
        const read = await get();
        this.reset();
        if (labelNames.length === 0) this.remove();
        if (read !== null) for (const { labels, value } of values(read)) this.set(labels, value);
      },
    });
  }
  const one = (value: number) => [{ labels: {}, value }];
  const each = (name: string, values: Record<string, number>) =>
    Object.entries(values).map(([label, value]) => ({ labels: { [name]: label }, value }));

  new prometheus.Gauge({
    name: 'fettle_database_up',
    help: '1 where the database answered this scrape, 0 where it did not',
    registers,
    async collect() {
      this.set((await open.get()) === null ? 0 : 1);
    },
  });
  gauge(open, ['fettle_runs', 'Runs that have not ended', 'state'], (it) => each('state', it.runs));
  gauge(open, ['fettle_runs_held', 'Runs that wait until a hold label is taken off'], (it) => one(it.held));
  gauge(open, ['fettle_queue_looks', 'Looks at runs: due, put off, or under way', 'state'], (it) =>
    each('state', it.looks),
  );
  gauge(open, ['fettle_queue_oldest_seconds', 'How long the look that is due longest has waited'], (it) =>
    one(it.oldestLook),
  );
  gauge(open, ['fettle_deliveries_open', 'Deliveries that are stored and not handled yet'], (it) => one(it.deliveries));
  gauge(open, ['fettle_deliveries_oldest_seconds', 'Age of the oldest of them'], (it) => one(it.oldestDelivery));
  gauge(open, ['fettle_deliveries_failing', 'Deliveries whose handling has failed: tried again, or given up'], (it) =>
    one(it.failing),
  );
  gauge(
    outcomes,
    ['fettle_runs_last_day', 'Runs that began in the last 24 hours and have ended', 'outcome', 'reason'],
    (it) => it.lastDay.map(({ outcome, reason, count }) => ({ labels: { outcome, reason }, value: count })),
  );
  gauge(
    outcomes,
    ['fettle_merged_changes', 'Changes that were merged in the last 30 days, by what became of them', 'fate'],
    (it) => each('fate', it.fates),
  );
  return {
    connect: (database) => {
      open.connect(database);
      outcomes.connect(database);
    },
  };
}
