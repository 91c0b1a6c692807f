import { roundCents } from './rounding.js';

/** Net, tax and gross in cents; `rate` is in percent. */
export function invoice(netCents, rate) {
  const tax = roundCents((netCents * rate) / 100);
  return { net: netCents, tax, gross: netCents + tax };
}
