import type { CouldNotRunReason } from '../types.ts';
import type { TestTally } from './counts.ts';
import type { Counted } from './findings.ts';

/** Why nothing could be judged, as tools and shells say it. Order matters: the cause before what it causes. */
const SIGNS: readonly [CouldNotRunReason, RegExp][] = [
  ['disk_full', /No space left on device|\bENOSPC\b|[Dd]isk quota exceeded/],
  [
    'out_of_memory',
    /heap out of memory|OutOfMemoryError|Cannot allocate memory|virtual memory exhausted|oom-kill|Out of memory:/,
  ],
  [
    'registry_unreachable',
    /\b(?:EAI_AGAIN|ENOTFOUND|ENOTCACHED|ETIMEDOUT|ECONNRESET)\b.*(?:registry|https?:)|npm (?:ERR!|error) network|Could not resolve host|Temporary failure in name resolution|Could not transfer artifact|Cannot access \S+ \(https?:.*offline mode|failed to fetch .*https?:/,
  ],
  [
    'tool_missing',
    /(?:^|: )\S+: (?:command )?not found$|command not found|is not recognized as an internal or external command|No such file or directory: '?(?:\w+)'?$/,
  ],
  [
    'no_tests',
    /No tests? (?:files? )?found, exiting|no tests ran|No tests were (?:found|executed)|No examples found|Couldn't find any files to test/i,
  ],
  [
    'needs_service',
    /(?:ECONNREFUSED|Connection refused).*:(?:5432|3306|6379|27017|5672|9092|9200)\b|could not connect to server|Is the server running/i,
  ],
];
/** Exit codes that say it by themselves. */
const CODES: Readonly<Record<number, CouldNotRunReason>> = {
  124: 'timed_out',
  127: 'tool_missing',
  137: 'out_of_memory',
};

/** The reason for which the log shows no verdict on the code; undefined when tests or a compiler did give one. */
export function couldNotRun(
  findings: readonly Counted[],
  ends: readonly string[],
  exitCode: number | null,
  tally: TestTally,
): CouldNotRunReason | undefined {
  const judged =
    findings.some((finding) => ['test', 'compile', 'lint'].includes(finding.kind)) || tally.counts.failed > 0;
  const text = [
    ...findings.filter((finding) => finding.kind !== 'hint').flatMap((finding) => [finding.title, ...finding.body]),
    ...ends,
  ];
  const sign = SIGNS.find(
    ([reason, when]) => (!judged || reason === 'disk_full') && text.some((line) => when.test(line)),
  );
  if (sign) return sign[0];
  if (judged) return undefined;
  return exitCode === null ? 'timed_out' : CODES[exitCode];
}
