/** The sum of a cart in cents. */
export function total(items) {
  return items.reduce((sum, item) => sum + item.price, 0);
}
