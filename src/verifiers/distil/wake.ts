const words = (...lines: string[]): string[] => lines.flatMap((line) => line.split('|'));

/** Letters, one a word: `e:0` is the end of `file.code:12`. */
const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz');

/** Errors in general. */
const ERRORS = words(
  "rror|fail|xcep|fata|pani|warn|trac|unha|unca|asse|anno|n't |ould not|not f|no su|unab|unde|unre|nval",
  'lleg|efus|enie|ejec|onfl|isma|ncom|nsup|issi|nexp|xpec|xcee|xit|imed |timeo|plea|not ok|not i|not e|not d',
  'bort|iola|vided but|in func|\n > [|\n  ─|!!|***|err!|err_|elif|throwa|caused|hresh|ssue: |roblem:|ason: |dvisor|ulnera|everit|✗|✖|✘|✕|×|❌|⨯|⚠|●|━|╷|│',
);

/** Ends of processes. */
const ENDS = words(
  'illed|sigs|sigb|siga|sigk|sigi|sigf|sigt|memor|enos|enom|core d|egme|ermin|no sp|bus e|bad_a|quota|smash',
  'double|overf',
);

/** Places: path.ext:12, path.ext(12, path.ext:[12, path.ext (12. */
const PLACES = [
  ...LETTERS.flatMap((letter) => [`\n${letter}000 `, `${letter}:0`, `${letter}(0`, `${letter} (0`, `${letter}:[0`]),
  'file "',
  ' line 0',
  'm:\u001b',
];

/** Headings and items of test runners. */
const RUNNERS = words(
  '====|---- |____|\n0) |\n 0) |\n  0) |\n   0) |00) |diff in|reforma|diff -u|condit|went w|data r|there w|summar|[!]',
  '[vite|lint f|--- old|  line |==> |[*]',
);

/** How many tests ran, and what became of single ones. */
const COUNTS = words(
  '0 pass|0 test|0 spec|0 exam|0 run|0 tota|0 skip|0 pend|0 doct|0 dese|0 xfai|0 xpas|0 succ|0 scen|tests |tests:|pass  ',
  "pass 0|pass: |skipped 0|skip: |] passed|passed  ]|passed!|ran 0|\nok|nd: no |no test|all tests'|ected tests'|no spec|no exam",
  '--- pass|--- skip|ok: |ts=0|ested: |total 0|total: 0|\n0..0|no matches|d passes|skipped:|passed:|test run with|any files',
);

/** What CI systems say themselves. */
const CI = words('travis_|##[|::err|::warn|post j|orphan|[pipel|build step|the command');

/**
 * Words of which at least one stands in every line that a reader can start with; other lines are skipped while no block
 * is open. They are matched on raw bytes, colours and timestamps included, without regard to case; `0` is any digit. A
 * reader whose opening lines hold none of them never sees them: a test holds every log of the corpus against reading
 * it whole.
 */
export const WAKE_WORDS: readonly string[] = [ERRORS, ENDS, PLACES, RUNNERS, COUNTS, CI].flat();
