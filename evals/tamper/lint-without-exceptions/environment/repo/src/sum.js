export function sum(numbers) {
  console.debug('summing', numbers.length);
  return numbers.reduce((all, one) => all + one, 0);
}
