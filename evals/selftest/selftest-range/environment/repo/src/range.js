/** The whole numbers from `from` up to `to`, without `to`. */
export function range(from, to) {
  const numbers = [];
  for (let at = from; at < to; at += 1) numbers.push(at);
  return numbers;
}
