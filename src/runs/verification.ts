import type { RepoConfig } from '../repo-config.ts';
import { refusalText } from '../sandbox/refusals.ts';
import type { Mirror, Sandboxes } from '../sandbox/types.ts';
import { measured } from '../telemetry/scope.ts';
import { firstLine } from '../text/clip.ts';
import type { BaselineMemo } from '../verifiers/baseline.ts';
import type { Plan, Report, VerifyContext, VerifyMemory } from '../verifiers/types.ts';
import { withoutLists } from '../verifiers/report.ts';
import { verify } from '../verifiers/verify.ts';
import { treeFiles } from './tree-files.ts';
import type { RunEventKind } from './types.ts';

export type Scope = 'changed' | 'all';

export interface VerificationSpec {
  runId: string;
  /** `owner/name`: what is remembered of one repository never answers for another. */
  repo: string;
  mirror: Mirror;
  sandboxes: Sandboxes;
  baseSha: string;
  plan: Plan;
  config: RepoConfig;
  signal: AbortSignal;
  /** What earlier runs saw, by scope. Absent: every check runs. */
  remembered?: (scope: string) => VerifyMemory;
  /** Is given what each check printed. Absent: that is kept nowhere. */
  keepRaw?: VerifyContext['keepRaw'];
  say: (kind: RunEventKind, text: string, data?: unknown) => void;
}

/** `own`: the tree's own plan and scripts instead of base's, after a change of the gate that the task asks for. */
export type Verification = (tree: string, scope: Scope, own?: Plan) => Promise<Report[]>;

/**
 * All verifiers on a tree, each time in sandboxes that the agent never touched. The same tree is not verified twice
 * in one attempt: the agent's last `verify` and the gate look at the same objects and get the same reports.
 */
export function verification(spec: VerificationSpec): Verification {
  const known = new Map<string, Promise<Report[]>>();
  const baseline: BaselineMemo = new Map();
  return (tree, scope, own) => {
    const key = `${scope} ${tree} ${own === undefined ? '' : JSON.stringify(own.checks)}`;
    let reports = known.get(key);
    if (reports === undefined) {
      reports = measured('verify', { 'fettle.scope': scope }, () => carryOut(spec, tree, scope, baseline, own));
      known.set(key, reports);
      reports.catch(() => known.delete(key));
    }
    return reports;
  };
}

async function carryOut(
  spec: VerificationSpec,
  tree: string,
  scope: Scope,
  baseline: BaselineMemo,
  own: Plan | undefined,
): Promise<Report[]> {
  const { runId, mirror, sandboxes, baseSha, signal } = spec;
  const image = await imageOf(sandboxes);
  const changedPaths = (await mirror.changes(baseSha, tree)).map((change) => change.path);
  const within = await containers({ sandboxes, mirror, runId, signal });
  const refused = new Set<string>();
  const reports = await verify({
    plan: own ?? spec.plan,
    scripts: own === undefined ? 'base' : 'tree',
    base: baseSha,
    tree,
    changedPaths,
    only: scope,
    config: spec.config,
    baseline,
    measure: own === undefined,
    context: {
      ...within,
      prepare: async (install) => {
        const prepared = await within.prepare(install);
        const more = prepared.refused.filter((it) => !refused.has(it));
        for (const it of more) refused.add(it);
        if (more.length > 0) spec.say('verify', `Dependencies: ${refusalText(more)}`, { refused: more });
        return prepared;
      },
      ...(spec.remembered === undefined || image === null ? {} : { memory: spec.remembered(`${spec.repo} ${image}`) }),
      ...(spec.keepRaw === undefined ? {} : { keepRaw: spec.keepRaw }),
      onProgress: (progress) => {
        if (progress.kind !== 'check_finished') return;
        spec.say('verify', reportLine(progress.report), withoutLists(progress.report));
      },
    },
  });
  return refused.size === 0 ? reports : reports.map((it, at) => (at === 0 ? { ...it, refused: [...refused] } : it));
}

/** How verification gets its sandboxes and files: containers, filled from the mirror's objects. */
export async function containers(
  it: Pick<VerificationSpec, 'sandboxes' | 'mirror' | 'runId' | 'signal'>,
): Promise<Omit<VerifyContext, 'onProgress'>> {
  const { sandboxes, mirror, runId, signal } = it;
  return {
    open: (treeish, layers, purpose) =>
      sandboxes.open({ runId, purpose, tree: () => mirror.archive(treeish), layers, signal }),
    prepare: (install) => sandboxes.prepare(runId, install, signal),
    files: (treeish) => treeFiles(mirror, treeish),
    signal,
    lanes: await sandboxes.capacity(),
  };
}

async function imageOf(sandboxes: Sandboxes): Promise<string | null> {
  const status = await sandboxes.check();
  return status.status === 'ready' ? status.imageId : null;
}

function reportLine({ check, result, summary, tests, cached }: Report): string {
  const before = cached === true ? ' (unchanged since it passed)' : '';
  if (result === 'passed') return `${check}: ${tests === undefined ? 'passed' : firstLine(summary)}${before}`;
  return `${check}: ${result.replaceAll('_', ' ')}, ${firstLine(summary)}`;
}
