import type { CouldNotRunReason } from '../types.ts';
import type { TestTally } from './counts.ts';
import type { Counted } from './findings.ts';
import { DEPENDENCY_SIGNS, MACHINE_SIGNS, SERVICE } from './reason-signs.ts';

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
  const ran = tally.counts.passed + tally.counts.failed;
  if (exitCode === 0) return (tally.seen || tally.none) && ran === 0 ? 'no_tests' : undefined;
  const faults = findings.filter((finding) => finding.kind !== 'hint' && finding.kind !== 'step');
  const linesOf = (finding: Counted): string[] => [finding.title, ...finding.body];
  const text = [...findings.filter((finding) => finding.kind !== 'hint').flatMap(linesOf), ...ends];
  const signIn = (signs: typeof MACHINE_SIGNS, lines: readonly string[]): CouldNotRunReason | undefined =>
    signs.find(([, when]) => lines.some((line) => when.test(line)))?.[0];

  // A full disk spoils what came before, too.
  if (signIn(MACHINE_SIGNS.slice(0, 1), text)) return 'disk_full';
  // Tests that ran and failed have judged the code, whatever else the log says.
  if (tally.counts.failed > 0 && tally.counts.passed > 0) return undefined;
  const setUp = [...DEPENDENCY_SIGNS, ...MACHINE_SIGNS.filter(([reason]) => reason === 'toolchain')];
  const dependency = (finding: Counted): boolean => signIn(setUp, linesOf(finding)) !== undefined;
  const judging = faults.filter(
    (finding) =>
      ['test', 'compile', 'lint'].includes(finding.kind) && finding.score === undefined && !dependency(finding),
  );
  if (judging.length > 0 || tally.counts.failed > 0) {
    // Tests that all fail for want of the same service judge nothing.
    const allAsk =
      judging.length > 0 && judging.every((finding) => linesOf(finding).some((line) => SERVICE.test(line)));
    return allAsk ? 'needs_service' : undefined;
  }
  // Bazel says that it found no test, too, where nothing could be built.
  const unbuilt = faults.some((finding) => finding.tool === 'bazel' && !/^No test targets/.test(finding.title));
  if (tally.none && ran === 0 && !unbuilt) return 'no_tests';
  return (
    signIn(MACHINE_SIGNS, text) ?? signIn(DEPENDENCY_SIGNS, text) ?? (exitCode === null ? 'timed_out' : CODES[exitCode])
  );
}
