// CSI, OSC, charset and single-character escapes.
// oxlint-disable-next-line no-control-regex
const ANSI = /\x1b\[[0-9;:?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()][A-Z0-9]|\x1b[=>78cDEHM]/g;

/** GitHub Actions: `2022-04-12T19:23:59.1136186Z text`, when read from the API or a downloaded archive. */
const ISO_STAMP =
  /^\ufeff?(?:[\w ()./,-]{1,80}\t[\w ()./,:-]{1,80}\t\ufeff?)?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d) ?/;
/** Jenkins timestamper, sbt, gulp and the like: `[2023-01-02T03:04:05.678Z] text`, `[17:11:01] text`. */
const BRACKET_STAMP = /^\[(?:\d{4}-\d\d-\d\d[T ])?\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?\] ?/;
/** Travis writes its folds and timers on the line they precede. */
const TRAVIS = /travis_(?:fold|time):[a-z]+:[^\s\x1b]*(?:\s*\x1b\[0K)?/g;

/** Some archives of logs write a line end they could not decode as `nl`. */
// oxlint-disable-next-line no-control-regex
const LINE_END = /^nl(?=$|\s{2}|\x1b|[^\w\s-])/;

/** Where every sandbox has the repository: paths are told as the repository has them. */
const CHECKOUT = /(?<![\w.-])(?:file:\/\/)?\/workspace\//g;

/** Takes colours, cursor movements and CI timestamps off a line. `\b` overprints (progress spinners) go too. */
export function clean(raw: string): string {
  let line = raw;
  if (line.startsWith('nl')) line = line.replace(LINE_END, '');
  if (line.includes('travis_')) line = line.replaceAll(TRAVIS, '');
  const first = line.charCodeAt(0);
  if ((first >= 48 && first <= 57) || first === 0xfeff || line.includes('\t20')) line = line.replace(ISO_STAMP, '');
  if (line.includes('\x1b')) line = line.replaceAll(ANSI, '');
  if (line.includes('\b')) line = line.replaceAll(/[^\b]?\b/g, '');
  if (line.charCodeAt(0) === 91) line = line.replace(BRACKET_STAMP, '');
  if (line.includes('/workspace/')) line = line.replaceAll(CHECKOUT, '');
  return line.trimEnd();
}
