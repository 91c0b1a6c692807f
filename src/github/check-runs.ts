import { Anything, CheckRunAnswer } from './answers.ts';
import { type Context, orElse } from './repository.ts';
import type { CheckAnnotation, CheckReport, GitHub } from './types.ts';

/** As many annotations go with one request; those of the next are added to them. */
const ANNOTATIONS = 50;
/** Without the permission `checks: write`, or for a commit or repository that is gone. */
const REFUSED = [403, 404, 410] as const;

/**
 * Our own check run on a commit. It is found again by its external id, so that a try after a crash edits it. GitHub adds
 * annotations to those that are there: only what is missing of them is sent, in the order of the report.
 */
export function checkRunCalls({ at, connection, settings }: Context): Pick<GitHub, 'reportCheck'> {
  async function find({ sha, name, externalId }: CheckReport) {
    const all = await connection.pages(
      'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
      { ...at, ref: sha, check_name: name, app_id: settings.appId, filter: 'all' },
      CheckRunAnswer,
      'check_runs',
    );
    const own = all.find((it) => it.external_id === externalId && it.app?.id === settings.appId);
    return own === undefined ? null : { id: own.id, has: own.output?.annotations_count ?? 0 };
  }

  async function write(report: CheckReport): Promise<void> {
    const found = await find(report);
    let left = report.annotations.slice(found?.has ?? 0);
    let id = found?.id ?? null;
    // Also where no annotation is left: what it says may have changed.
    do {
      const body = { ...at, ...bodyOf(report, left.slice(0, ANNOTATIONS)) };
      if (id === null) {
        const route = 'POST /repos/{owner}/{repo}/check-runs';
        const made = await connection.ask(route, { ...body, head_sha: report.sha }, CheckRunAnswer);
        id = made.id;
      } else {
        await connection.ask(
          'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}',
          { ...body, check_run_id: id },
          Anything,
        );
      }
      left = left.slice(ANNOTATIONS);
    } while (left.length > 0);
  }

  return {
    reportCheck: (report) =>
      connection.retrying('reporting our check', () =>
        orElse('refused' as const, REFUSED, async () => {
          await write(report);
          return 'told' as const;
        }),
      ),
  };
}

function bodyOf({ name, externalId, conclusion, detailsUrl, output }: CheckReport, part: readonly CheckAnnotation[]) {
  return {
    name,
    external_id: externalId,
    status: 'completed',
    conclusion,
    ...(detailsUrl === null ? {} : { details_url: detailsUrl }),
    output: {
      ...output,
      annotations: part.map(({ path, from, to, level, title, message }) => ({
        path,
        start_line: from,
        end_line: to,
        annotation_level: level,
        title,
        message,
      })),
    },
  };
}
