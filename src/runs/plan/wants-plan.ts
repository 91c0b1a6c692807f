import type { RepoConfig } from '../../repo-config.ts';
import type { RunSettings } from '../../settings.ts';
import { PLAN_LABEL } from './plan-label.ts';
import type { WantedBy } from './types.ts';

/** Who wants a plan before the work; null: nobody. A repository can only be stricter than the operator. */
export function wantsPlan(
  operator: RunSettings['plan'],
  repository: RepoConfig['plan'],
  labels: readonly string[],
): WantedBy | null {
  if (operator === 'always') return 'operator';
  if (repository === 'always') return 'repository';
  return labels.some((label) => label.toLowerCase() === PLAN_LABEL) ? 'label' : null;
}
