/** The fields of one line of a CSV file. */
export function fields(line) {
  return line.split(',');
}
