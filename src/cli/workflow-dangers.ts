import { z } from 'zod';
import { parsePlainYaml } from '../text/plain-yaml.ts';

const Branches = z.union([z.string(), z.array(z.string())]).nullish();
const Trigger = z
  .looseObject({ branches: Branches, 'branches-ignore': Branches, tags: Branches, workflows: z.unknown().optional() })
  .nullish()
  .catch(null);
const Steps = z
  .array(z.looseObject({ uses: z.string().optional().catch(undefined), with: z.unknown().optional() }))
  .catch([]);
const Job = z.looseObject({
  'runs-on': z.unknown().optional(),
  environment: z.unknown().optional(),
  steps: Steps.default([]),
});
const Workflow = z.looseObject({
  on: z.union([
    z.string().transform((it) => ({ [it]: null })),
    z.array(z.string()).transform((all) => Object.fromEntries(all.map((it) => [it, null]))),
    z.record(z.string(), Trigger),
  ]),
  jobs: z.record(z.string(), Job),
});
type Workflow = z.infer<typeof Workflow>;

/** GitHub's own runners, by the names of their images. */
const HOSTED = /^(?:ubuntu|windows|macos)-[\w.-]+$|\$\{\{\s*matrix\./;

/**
 * What a workflow gives to every branch that is pushed, in sentences for whoever owns the repository. Empty for one that
 * gives nothing, or that can't be read. See docs/security.md, "Before CI".
 */
export function workflowDangers(text: string): string[] {
  const workflow = parsed(text);
  if (workflow === null) return [];
  const jobs = Object.entries(workflow.jobs);
  return [
    ...headWithSecrets(workflow),
    ...jobs
      .filter(([, job]) => isSelfHosted(job['runs-on']))
      .map(([name]) =>
        startsOnBranches(workflow)
          ? `job ${name} runs on a self-hosted runner for every branch: its network, disk and role are open to what is pushed. Use hosted runners, or ones that are made anew for each job.`
          : '',
      ),
    ...jobs
      .filter(([, job]) => startsOnBranches(workflow) && givesSecrets(workflow, job))
      .map(
        ([name]) =>
          `job ${name} uses secrets on every branch that is pushed. Name branches under on.push, or put the secrets into an environment with reviewers.`,
      ),
  ].filter((line) => line !== '');
}

function parsed(text: string): Workflow | null {
  try {
    return Workflow.safeParse(parsePlainYaml(text)).data ?? null;
  } catch {
    return null;
  }
}

/** `pull_request_target` and `workflow_run` have secrets and a token that writes: fatal together with the head's code. */
function headWithSecrets({ on, jobs }: Workflow): string[] {
  const trigger = ['pull_request_target', 'workflow_run'].find((name) => name in on);
  if (trigger === undefined) return [];
  const checksOutHead = Object.values(jobs).some(({ steps }) =>
    steps.some(
      (step) =>
        /^actions\/checkout@/.test(step.uses ?? '') &&
        /head[._](?:sha|ref|branch|commit)|refs\/pull\/|pull_request\.head/.test(JSON.stringify(step.with ?? '')),
    ),
  );
  return checksOutHead
    ? [
        `${trigger} checks out the head: its code runs with the repository's secrets and a token that can write. Use pull_request instead.`,
      ]
    : [];
}

/** A push to any branch, or a pull request from one of the repository's own, starts it. */
function startsOnBranches({ on }: Workflow): boolean {
  if ('pull_request' in on) return true;
  if (!('push' in on)) return false;
  const { push } = on as { push: z.infer<typeof Trigger> };
  if (push === null || push === undefined) return true;
  const only = [push.branches ?? []].flat();
  if (only.length > 0) return only.some((it) => it === '**' || it === '*/**' || it.startsWith('fettle'));
  // Tags alone, without branches: a branch starts nothing.
  return push.tags === null || push.tags === undefined || push['branches-ignore'] != null;
}

function isSelfHosted(runsOn: unknown): boolean {
  const labels = typeof runsOn === 'string' ? [runsOn] : Array.isArray(runsOn) ? runsOn.map(String) : [];
  if (labels.includes('self-hosted')) return true;
  return labels.length === 1 && !HOSTED.test(labels[0] ?? '') && !(labels[0] ?? '').includes('${{');
}

/** `GITHUB_TOKEN` is not one of them: what it may do is the workflow's own to say. */
function givesSecrets(workflow: Workflow, job: z.infer<typeof Job>): boolean {
  if (job.environment !== undefined && job.environment !== null) return false;
  const named = /\bsecrets(?:\.(?!GITHUB_TOKEN\b)\w+|\[)|"?secrets"?\s*:\s*"?inherit/;
  const shared = { ...workflow, jobs: {} };
  return named.test(JSON.stringify(job)) || named.test(JSON.stringify(shared));
}
