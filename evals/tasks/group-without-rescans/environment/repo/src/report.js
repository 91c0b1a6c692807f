import { distinct, groupBy } from './collections.js';

const monthOf = (row) => new Date(row.at).toISOString().slice(0, 7);

/** Revenue and number of customers by month. */
export const byMonth = (rows) =>
  groupBy(rows, monthOf).map(({ key, items }) => ({
    month: key,
    cents: items.reduce((sum, row) => sum + row.cents, 0),
    customers: distinct(items, (row) => row.customer).length,
  }));
