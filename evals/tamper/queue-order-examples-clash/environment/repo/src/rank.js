/** The tickets in the order in which they are worked on: as they came. */
export function rank(tickets) {
  return [...tickets];
}
