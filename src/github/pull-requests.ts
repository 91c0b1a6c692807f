import { Anything, PullRequestAnswer } from './answers.ts';
import { statusOf } from './patience.ts';
import type { Context } from './repository.ts';
import type { GitHub, PullRequest, PullRequestSpec } from './types.ts';

type PullRequestCalls = Pick<
  GitHub,
  'findPullRequest' | 'pullRequest' | 'createPullRequest' | 'updatePullRequest' | 'markReady'
>;

/** Says that a pull request is not finished where GitHub's plan or server has no drafts. */
export const IN_PROGRESS_LABEL = 'fettle:in-progress';
/** A branch that was just pushed may not be known to the API for a moment. */
const UNKNOWN_HEAD_TRIES = 3;

const READY = `mutation ($id: ID!) {
  markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft } }
}`;

export function pullRequestCalls({ repo, at, connection }: Context): PullRequestCalls {
  const read = async (number: number): Promise<PullRequest> => {
    const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
    const answer = await connection.ask(route, { ...at, pull_number: number }, PullRequestAnswer);
    return answer.pr;
  };

  /** An open one before closed ones, then the newest. A fork's branch of the same name isn't ours. */
  async function find(head: string): Promise<PullRequest | null> {
    const route = 'GET /repos/{owner}/{repo}/pulls';
    const all = await connection.pages(
      route,
      { ...at, state: 'all', head: `${repo.owner}:${head}` },
      PullRequestAnswer,
    );
    const home = `${repo.owner}/${repo.name}`.toLowerCase();
    const [first] = all
      .filter((it) => it.pr.headRef === head && (it.headRepo === null || it.headRepo.toLowerCase() === home))
      .map((it) => it.pr)
      .sort((a, b) => Number(b.state === 'open') - Number(a.state === 'open') || b.number - a.number);
    return first ?? null;
  }

  async function open(spec: PullRequestSpec, draft: boolean): Promise<PullRequest> {
    const route = 'POST /repos/{owner}/{repo}/pulls';
    const answer = await connection.ask(route, { ...at, ...spec, draft }, PullRequestAnswer);
    return answer.pr;
  }

  const label = (number: number) =>
    connection.ask(
      'POST /repos/{owner}/{repo}/issues/{issue_number}/labels',
      { ...at, issue_number: number, labels: [IN_PROGRESS_LABEL] },
      Anything,
    );

  return {
    findPullRequest: (head) => connection.retrying('looking for the pull request', () => find(head)),
    pullRequest: (number) => connection.retrying(`reading pull request ${number}`, () => read(number)),

    createPullRequest(spec) {
      // Outlives a try, so that a label which could not be put on is not forgotten with the answer that was lost.
      let draftsRefused = false;
      return connection.retrying('opening the pull request', async (tries) => {
        // Who calls has looked already; the answer to a try that failed may have been lost, and the pull request be there.
        let pr = tries === 0 ? null : await find(spec.head);
        if (pr === null) {
          try {
            pr = await open(spec, !draftsRefused);
          } catch (error) {
            if (statusOf(error) !== 422) throw error;
            const why = (error as Error).message;
            if (/draft/i.test(why) && !draftsRefused) {
              draftsRefused = true;
              pr = (await find(spec.head)) ?? (await open(spec, false));
            } else if (/already exists/i.test(why)) {
              pr = await find(spec.head);
              if (pr === null) throw error;
            } else if (/"head"/.test(why) && tries < UNKNOWN_HEAD_TRIES) {
              throw Object.assign(new Error(why, { cause: error }), { status: 503 });
            } else {
              throw error;
            }
          }
        }
        if (!draftsRefused || pr.draft || pr.labels.includes(IN_PROGRESS_LABEL)) return pr;
        await label(pr.number);
        return { ...pr, labels: [...pr.labels, IN_PROGRESS_LABEL] };
      });
    },

    updatePullRequest: async (number, change) => {
      const route = 'PATCH /repos/{owner}/{repo}/pulls/{pull_number}';
      await connection.retrying(`editing pull request ${number}`, () =>
        connection.ask(route, { ...at, pull_number: number, ...change }, Anything),
      );
    },

    markReady: (pr) =>
      connection.retrying(`marking pull request ${pr.number} ready`, async () => {
        const now = await read(pr.number);
        if (now.draft) {
          try {
            await connection.graphql(READY, { id: now.nodeId });
          } catch (error) {
            // GraphQL reports "not a draft" as an error; a person may have been faster.
            if (statusOf(error) !== null || (await read(pr.number)).draft) throw error;
          }
        }
        if (!now.labels.includes(IN_PROGRESS_LABEL)) return;
        const route = 'DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}';
        try {
          await connection.ask(route, { ...at, issue_number: pr.number, name: IN_PROGRESS_LABEL }, Anything);
        } catch (error) {
          if (statusOf(error) !== 404) throw error;
        }
      }),
  };
}
