import { BranchAnswer, RuleAnswer } from './answers.ts';
import { type Context, orElse } from './repository.ts';

/** Reading rules is a grant of its own, and older servers have none. */
const UNTOLD = [403, 404, 410] as const;

/**
 * Names of the checks that a branch demands before anything is merged into it: from rule sets, and from the summary of
 * the branch's own protection, which needs no right to administer. Our own check is left out, since it is never waited
 * for. Null where GitHub tells neither.
 */
export async function requiredChecks(
  { at, connection, settings }: Context,
  branch: string,
): Promise<readonly string[] | null> {
  const [rules, summary] = await Promise.all([
    connection.retrying('reading the rules of a branch', () =>
      orElse(null, UNTOLD, () =>
        connection.pages('GET /repos/{owner}/{repo}/rules/branches/{branch}', { ...at, branch }, RuleAnswer),
      ),
    ),
    connection.retrying('reading the protection of a branch', () =>
      orElse(null, UNTOLD, () =>
        connection.ask('GET /repos/{owner}/{repo}/branches/{branch}', { ...at, branch }, BranchAnswer),
      ),
    ),
  ]);
  if (rules === null && summary === null) return null;
  const named = [
    ...(rules ?? []).flatMap(({ parameters }) => parameters?.required_status_checks ?? []),
    ...ownProtection(summary?.protection?.required_status_checks),
  ];
  const others = named.filter((it) => it.app !== settings.appId);
  return [...new Set(others.map((it) => it.context))].toSorted((a, b) => a.localeCompare(b));
}

function ownProtection(
  summary: NonNullable<BranchAnswer['protection']>['required_status_checks'] | undefined,
): { context: string; app: number | null }[] {
  if (!summary || summary.enforcement_level === 'off') return [];
  // `checks` says the same as `contexts`, and which app it must come from; older servers have the latter alone.
  if (summary.checks.length > 0) return summary.checks;
  return summary.contexts.map((context) => ({ context, app: null }));
}
