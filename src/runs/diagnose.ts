/**
 * Why a check of ours is red, from evidence alone. Pure.
 *
 * Only `code` spends a repair attempt: an edit can mend nothing else, and an agent that is sent to mend a lost runner
 * breaks good code. The order is that of certainty: what CI itself says of its end, what its log says of the machine,
 * what base shows, what the same commit showed before. What is left is ours, with one doubt: a failing test that names
 * no file of the change may be a flake, so it is run once more before an agent is paid to look at it.
 */
import type { CheckState } from '../github/types.ts';
import type { CouldNotRunReason, Failure, TestCounts } from '../verifiers/types.ts';

export type Diagnosis = 'code' | 'base_red' | 'flaky' | 'infra' | 'environment';

/** What is known of one red check. Texts are foreign data. */
export interface Evidence {
  check: CheckState;
  /** Distilled from the job's log, its output and annotations. */
  text: string;
  failures: readonly Failure[];
  couldNotRun?: CouldNotRunReason;
  tests?: TestCounts;
  /** The same check on the base branch's head; null when nothing is known of it there. */
  base: { state: 'red' | 'pending' | 'green'; failures: readonly Failure[] } | null;
  /** It has been both red and green on one commit, of this pull request or an earlier one of this repository. */
  flips: boolean;
}

export interface Diagnosed {
  evidence: Evidence;
  diagnosis: Diagnosis;
  /** For people, one clause. */
  why: string;
  /** Nothing in it points at the change: worth one run more before it counts as `code`. */
  doubtful?: true;
}

/** Ends that say nothing of the code: a runner, a queue or a person stopped it. */
const UNFINISHED: readonly CheckState['conclusion'][] = ['cancelled', 'stale', 'startup_failure'];

/** What Actions' runners and common tools print when the machine or the network failed, not the code. */
const INFRA =
  /lost communication with the server|runner has received a shutdown signal|The operation was canceled|hosted runner.*(?:lost|unavailable)|No hosted runner|Job is waiting for a hosted runner|Could not resolve host|Temporary failure in name resolution|TLS handshake timeout|\b(?:ECONNRESET|ETIMEDOUT|EAI_AGAIN)\b|unexpected EOF|early EOF|RPC failed|502 Bad Gateway|503 Service (?:Temporarily )?Unavailable|504 Gateway|429 Too Many Requests|toomanyrequests|rate limit exceeded|Failed to (?:download action|resolve action|CreateArtifact)|Unable to (?:download|locate) (?:actions|executable file: .*runner)|recent account payments have failed|spending limit/i;
/** What only its owner can give: secrets, accounts, services. */
const ENVIRONMENT =
  /Input required and not supplied|secrets?\b.{0,40}(?:not (?:set|found|available|defined)|missing|empty|required)|(?:missing|required|set the) .{0,40}(?:secret|token|api[ _-]?key|credential)|Bad credentials|could not read (?:Username|Password)|Resource not accessible by integration|(?:401 Unauthorized|403 Forbidden)|Permission to \S+ denied|No such image|environment variable \S+ (?:is )?(?:not set|missing|required)/i;

export interface Circumstances {
  /** Paths that the pull request changes. */
  changed: ReadonlySet<string>;
  /** Re-runs of this head because of a doubt. */
  reruns: number;
  /** This head was red for what base was red for. */
  waitedForBase: boolean;
}

export function diagnose(evidence: Evidence, { changed, reruns, waitedForBase }: Circumstances): Diagnosed {
  const { check, text, failures, couldNotRun, base } = evidence;
  const as = (diagnosis: Diagnosis, why: string): Diagnosed => ({ evidence, diagnosis, why });
  const tested = (evidence.tests?.failed ?? 0) > 0 || failures.some((failure) => failure.test !== undefined);

  if (UNFINISHED.includes(check.conclusion)) return as('infra', `it ended as ${spoken(check)}`);
  if (check.conclusion === 'timed_out' && !tested) return as('infra', 'it ran out of time before a test failed');
  if (!tested) {
    if (couldNotRun === 'needs_service' || couldNotRun === 'needs_platform')
      return as('environment', `it needs a ${couldNotRun.slice('needs_'.length)} that is not there`);
    if (couldNotRun === 'registry_unreachable' || couldNotRun === 'disk_full')
      return as('infra', couldNotRun === 'disk_full' ? 'its disk was full' : 'a registry could not be reached');
    if (INFRA.test(text)) return as('infra', 'its machine or the network failed');
    if (ENVIRONMENT.test(text)) return as('environment', 'it needs a secret or an access that it does not have');
  }
  if (waitedForBase && base?.state !== 'green' && base?.state !== 'red')
    return as('base_red', 'the base branch has not come to an end of it yet');
  if (base?.state === 'red' && asOnBase(failures, base.failures))
    return as('base_red', 'it is red on the base branch too');
  if (evidence.flips) return as('flaky', 'the same commit has been both red and green');
  const ours = failures.length === 0 || failures.some((failure) => concerns(failure, changed));
  if (tested && !ours && reruns === 0)
    return { ...as('code', 'no failing test names a file of the change'), doubtful: true };
  return as('code', failures.length === 0 ? 'it is red on our commit' : 'it is new on our commit');
}

/** As red as on base when nothing fails that does not fail there; where neither can be read, red is red. */
function asOnBase(here: readonly Failure[], onBase: readonly Failure[]): boolean {
  const known = new Set(onBase.map((failure) => failure.key));
  return here.every((failure) => known.has(failure.key));
}

function concerns({ file, text }: Failure, changed: ReadonlySet<string>): boolean {
  for (const path of changed) if (file?.endsWith(path) === true || text.includes(path)) return true;
  return false;
}

const spoken = (check: CheckState): string => (check.conclusion ?? 'unknown').replaceAll('_', ' ');
