import { z } from 'zod';

const Check = z.object({ name: z.string(), status: z.string(), conclusion: z.string().nullable() });
const Comment = z.object({ author: z.string(), body: z.string(), edits: z.number() });
const Issue = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string(),
  state: z.enum(['open', 'closed']),
  labels: z.array(z.string()),
  /** `login:content` */
  reactions: z.array(z.string()),
  comments: z.array(Comment),
  url: z.string(),
});
const PullRequest = Issue.extend({
  draft: z.boolean(),
  head: z.object({ ref: z.string(), sha: z.string() }),
  checks: z.array(Check),
});
const Run = z.object({
  id: z.number(),
  name: z.string(),
  headSha: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
});

const State = z.object({
  unexpected: z.array(z.object({ request: z.string(), status: z.number(), why: z.string() })),
  repositories: z
    .array(
      z.object({
        fullName: z.string(),
        cloneUrl: z.string(),
        branches: z.array(z.string()),
        issues: z.array(Issue),
        pullRequests: z.array(PullRequest),
        runs: z.array(Run),
      }),
    )
    .min(1),
});

const RequestRecord = z.object({
  method: z.string(),
  path: z.string(),
  actor: z.string(),
  status: z.number(),
  body: z.unknown(),
});
export type RequestRecord = z.infer<typeof RequestRecord>;
export type PullRequestState = z.infer<typeof PullRequest>;

/** What a person could see on the GitHub double at one moment, of the one repository of the demo. */
export type GitHubState = z.infer<typeof State>['repositories'][number] & {
  unexpected: z.infer<typeof State>['unexpected'];
};

/** The double's own door for those who play people in it, and for onlookers. */
export class GitHubDoor {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async state(): Promise<GitHubState> {
    const { repositories, unexpected } = State.parse(await this.#ask('state'));
    return { ...(repositories[0] as GitHubState), unexpected };
  }

  async requests(): Promise<RequestRecord[]> {
    return z.array(RequestRecord).parse(await this.#ask('requests'));
  }

  /** One verb of the double, for example `openIssue`. */
  async tell<T>(verb: string, args: object, answer: z.ZodType<T>): Promise<T> {
    return answer.parse(await this.#ask(verb, args));
  }

  async #ask(name: string, args?: object): Promise<unknown> {
    const response = await fetch(`${this.#url}/_admin/${name}`, {
      ...(args === undefined ? {} : { method: 'POST', body: JSON.stringify(args) }),
      signal: AbortSignal.timeout(30_000),
    });
    if (!response.ok) throw new Error(`the GitHub double refused ${name}: ${await response.text()}`);
    return await response.json();
  }
}
