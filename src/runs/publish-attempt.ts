import type { GitHub } from '../github/types.ts';
import type { Mirror } from '../sandbox/types.ts';
import { answerThreads } from './answer-threads.ts';
import type { Say } from './change.ts';
import { cancelledRun, endRun, noPullRequest } from './end.ts';
import { MAY_ASK } from './may-ask.ts';
import type { RunParts } from './parts.ts';
import { publish } from './publish.ts';
import type { Attempt, GateReport, Outcome, Run } from './types.ts';

/** Publishes an attempt's gated change, answers whoever asked for it, and ends the run where GitHub does not take it. */
export async function publishAttempt(
  run: Run,
  attempt: Attempt,
  github: GitHub,
  mirror: Mirror,
  parts: RunParts,
  say: Say,
): Promise<void> {
  if (attempt.gate === null) throw new Error('an attempt reached the publisher without a gate report');
  if (attempt.gate.judge?.overruled !== undefined) await remake(attempt, attempt.gate, mirror, parts);
  const gone = await lostPermission(run, attempt, github, parts);
  if (gone !== null) {
    const detail = `${gone} asked for this and may not write to the repository any more, so it is not pushed.`;
    return endRun(
      run,
      run.prNumber === null
        ? cancelledRun(detail, 'person')
        : { kind: 'pr_handed_over', reason: 'cancelled', detail, by: 'person' },
      parts,
    );
  }
  const published = await publish({
    run,
    attempt,
    report: attempt.gate,
    mirror,
    github,
    store: parts.store,
    author: await github.author(),
    dashboard: parts.settings.url,
    redact: parts.redact,
    log: parts.log,
  });
  switch (published.status) {
    case 'published':
      await answerThreads(
        github,
        published.pullRequest.number,
        await parts.store.wishesOf(run.id, attempt.number),
        published.commit,
      );
      say('published', `Pushed ${published.commit.slice(0, 7)} to ${run.branch}`);
      if (published.opened)
        say(
          'pull_request',
          `Opened pull request #${published.pullRequest.number} as ${published.pullRequest.draft ? 'a draft' : 'a normal one, since drafts are refused here'}`,
          { url: published.pullRequest.url },
        );
      await parts.queue.look(run.id);
      return;
    case 'moved':
      return endRun(
        run,
        run.prNumber === null
          ? noPullRequest('infra', `The branch ${run.branch} exists already and is not ours.`)
          : {
              kind: 'pr_handed_over',
              reason: 'person_pushed',
              detail: 'Somebody pushed to the branch meanwhile; nothing was overwritten.',
            },
        parts,
      );
    case 'refused': {
      const outcome = refused(run, published.message);
      const lost = outcome.kind === 'no_pr' && outcome.reason === 'blocked';
      const patch = lost ? await mirror.diff(attempt.gate.baseSha, attempt.gate.tree) : undefined;
      return endRun(run, outcome, parts, null, patch);
    }
  }
}

/** The objects of a tree that nothing refers to may be gone by the time somebody stands for it; its patch is kept. */
async function remake(attempt: Attempt, gate: GateReport, mirror: Mirror, parts: RunParts): Promise<void> {
  const rounds = await parts.store.rounds(attempt.runId);
  const round = rounds.findLast((it) => it.attempt === attempt.number && it.report.tree === gate.tree);
  if (round === undefined || round.patch === null) return;
  const merged = attempt.mergeSha === null ? null : await mirror.merge(attempt.startSha, attempt.mergeSha);
  const begun = merged?.tree ?? (await mirror.treeOf(attempt.startSha));
  const tree = round.patch.length === 0 ? begun : await mirror.apply(begun, round.patch);
  if (tree !== gate.tree) throw new Error('the patch that was kept does not make the tree that was examined');
}

/** Who asked for this and may no longer: a permission can be taken away while a run is under way. Null: all still may. */
async function lostPermission(run: Run, attempt: Attempt, github: GitHub, parts: RunParts): Promise<string | null> {
  const wishes = await parts.store.wishesOf(run.id, attempt.number);
  const stands = attempt.gate?.judge?.overruled?.by;
  const agreed = (await parts.store.planOf(run.id))?.agreed?.by;
  const said = [stands, agreed].filter((login) => login !== undefined && login !== null);
  const all = [run.task.requestedBy, ...wishes.map(({ by }) => by), ...said];
  for (const login of new Set(all)) if (!MAY_ASK.has(await github.permission(login))) return login;
  return null;
}

/** What GitHub prints when a push would change workflow files and the app has no permission `workflows`. */
const WORKFLOWS = /refusing to allow .{0,100} to (?:create or update|delete) workflow/i;

function refused(run: Run, message: string): Outcome {
  const detail = `GitHub refused the push: ${message}`;
  // Granted when the gate passed, and taken back since.
  if (run.prNumber === null && WORKFLOWS.test(message)) return noPullRequest('blocked', detail);
  if (run.prNumber === null) return noPullRequest('infra', detail);
  if (WORKFLOWS.test(message)) return { kind: 'pr_handed_over', reason: 'workflows', detail };
  return { kind: 'pr_ci_red', reason: 'infra', detail };
}
