import type { Attempt, Run } from '../../runs/types.ts';
import { foreign } from './foreign.ts';

const MAX_SLUG = 40;
const MAX_TITLE = 120;
/** git shows more than this badly; GitHub cuts it. */
const MAX_SUBJECT = 72;

/**
 * `fettle/ISSUE-slug`: ASCII letters, digits and dashes, at most 40 of them. `runId` is given where the plain name is
 * taken; a few characters of it make another.
 */
export function branchName(issue: number, title: string, runId?: string): string {
  const ascii = title
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+/g, '');
  // A word that is cut is dropped, unless it is the only one.
  const cut = ascii.length > MAX_SLUG ? ascii.slice(0, MAX_SLUG + 1).replace(/(?<=.)-[^-]*$/, '') : ascii;
  const slug = cut.slice(0, MAX_SLUG).replaceAll(/-+$/g, '') || 'change';
  const suffix =
    runId === undefined
      ? ''
      : `-${runId
          .toLowerCase()
          .replaceAll(/[^a-z0-9]/g, '')
          .slice(-6)}`;
  return `fettle/${issue}-${slug}${suffix}`;
}

export function pullRequestTitle(run: Pick<Run, 'issue' | 'task'>): string {
  return titleOf(run, MAX_TITLE);
}

/**
 * The subject is the issue's title; of foreign text there is no more than that, so no trailer of it (a sign-off, say) can
 * be read by anybody. The issue is referred to and not closed: that is the pull request's to do.
 */
export function commitMessage(
  run: Pick<Run, 'id' | 'issue' | 'task'>,
  attempt: Pick<Attempt, 'number' | 'feedback' | 'mergeSha'>,
): string {
  const prefix = attempt.number > 1 ? `${repairWord(attempt)}: ` : '';
  const subject = prefix + titleOf(run, MAX_SUBJECT - prefix.length);
  return `${subject}\n\nFor #${run.issue}.\n\nFettle-Run: ${run.id}\nFettle-Attempt: ${attempt.number}\n`;
}

function repairWord(attempt: Pick<Attempt, 'feedback' | 'mergeSha'>): string {
  if (attempt.mergeSha !== null && attempt.feedback.length === 0) return 'Merge base';
  const source = attempt.feedback.at(-1)?.source;
  if (source === 'review') return 'After review';
  return source === 'conflict' ? 'Resolve conflict' : 'Repair CI';
}

function titleOf(run: Pick<Run, 'issue' | 'task'>, max: number): string {
  return foreign().plain(run.task.title, max).trim() || `Change for issue ${run.issue}`;
}
