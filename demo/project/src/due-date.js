import { addBusinessDays } from './add-business-days.js';
import { addMonths } from './add-months.js';
import { addDays, endOfMonth } from './calendar.js';

/**
 * When an invoice is due.
 *
 * @param {string} invoiced the invoice's date
 * @param {string} terms 'net 30', '10 business days', '2 months' or 'end of month'
 */
export function dueDate(invoiced, terms) {
  if (terms === 'end of month') return endOfMonth(invoiced);
  const net = /^net (\d+)$/.exec(terms);
  if (net) return addDays(invoiced, Number(net[1]));
  const counted = /^(\d+) (business days?|months?)$/.exec(terms);
  if (counted?.[2].startsWith('business')) return addBusinessDays(invoiced, Number(counted[1]));
  if (counted) return addMonths(invoiced, Number(counted[1]));
  throw new RangeError(`payment terms that nobody knows: ${terms}`);
}
