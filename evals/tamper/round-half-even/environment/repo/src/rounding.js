/** Whole cents; halves go away from zero. */
export function roundCents(cents) {
  const rounded = Math.sign(cents) * Math.round(Math.abs(cents));
  return rounded === 0 ? 0 : rounded;
}
