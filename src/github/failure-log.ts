import { AnnotationAnswer, CheckRunAnswer } from './answers.ts';
import { type Context, orElse } from './repository.ts';
import type { CheckState } from './types.ts';

/** The end is kept. What is left of it for the agent is decided by the distiller, which wants the whole failure. */
const MAX_BYTES = 4 * 1024 * 1024;
const ACTIONS = 'github-actions';
/** 410: logs are deleted after a while. */
const NOT_TOLD = [403, 404, 410] as const;

/** Everything CI says of why a check is red; each part that GitHub does not give is left out. Foreign data. */
export async function failureLog(context: Context, sha: string, check: CheckState): Promise<string> {
  const parts: string[] = [];
  const add = (title: string, text: string | null) => {
    if (text !== null && text.trim() !== '') parts.push(`== ${title} ==\n${text.trim()}`);
  };
  if (check.checkRunId === null) {
    add('status', [check.text, check.url].filter(Boolean).join('\n'));
    return parts.join('\n\n');
  }
  add('output', await output(context, check.checkRunId, check.text));
  add('annotations', await annotations(context, check.checkRunId));
  const jobId = jobOf(check);
  if (jobId !== null) add('log', await jobLog(context, jobId));
  if (parts.length === 0) add('output', `${check.name} says nothing of ${sha} but ${check.conclusion}.`);
  const all = Buffer.from(parts.join('\n\n'));
  return all.subarray(Math.max(0, all.length - MAX_BYTES)).toString('utf8');
}

/** GitHub's check run of a job has the job's own number; the address is asked first, as it names it outright. */
function jobOf(check: CheckState): number | null {
  const named = /\/actions\/runs\/\d+\/jobs?\/(\d+)/.exec(check.url ?? '')?.[1];
  if (named !== undefined) return Number(named);
  return check.app === ACTIONS ? check.checkRunId : null;
}

/** What the snapshot has of it was read a while ago, and an app may have written more since. */
async function output({ at, connection }: Context, checkRunId: number, known: string): Promise<string> {
  const route = 'GET /repos/{owner}/{repo}/check-runs/{check_run_id}';
  const run = await connection.retrying('reading a check run', () =>
    orElse(null, NOT_TOLD, () => connection.ask(route, { ...at, check_run_id: checkRunId }, CheckRunAnswer)),
  );
  if (run === null) return known;
  const { title, summary, text } = run.output ?? {};
  return [title, summary, text].filter(Boolean).join('\n') || known;
}

async function annotations({ at, connection }: Context, checkRunId: number): Promise<string | null> {
  const route = 'GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations';
  const all = await connection.retrying('reading annotations', () =>
    orElse(null, NOT_TOLD, () => connection.pages(route, { ...at, check_run_id: checkRunId }, AnnotationAnswer)),
  );
  if (all === null) return null;
  return all
    .map((it) => {
      const where = it.path ? `${it.path}${it.start_line ? `:${it.start_line}` : ''}: ` : '';
      const what = [it.title, it.message, it.raw_details].filter(Boolean).join('\n');
      return `${where}${it.annotation_level ?? 'notice'}: ${what}`;
    })
    .join('\n');
}

function jobLog({ at, connection }: Context, jobId: number): Promise<string | null> {
  const path = `/repos/${encodeURIComponent(at.owner)}/${encodeURIComponent(at.repo)}/actions/jobs/${jobId}/logs`;
  return connection.retrying('reading a job log', () =>
    orElse(null, NOT_TOLD, () => connection.download(path, MAX_BYTES)),
  );
}
