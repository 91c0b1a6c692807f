/** `1h30m` as seconds. */
export function seconds(text) {
  const found = /^(?:(\d+)h)?(?:(\d+)m)?$/.exec(text);
  if (found === null || text === '') throw new TypeError(`${text} is no duration`);
  const [, hours = 0, minutes = 0] = found;
  return Number(hours) * 3600 + Number(minutes) * 60;
}
