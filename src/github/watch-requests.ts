import type { Octokit } from '@octokit/core';
import { inSpan } from '../telemetry/scope.ts';
import type { Metrics } from '../telemetry/types.ts';
import { statusOf } from './patience.ts';

/** Who is told of GitHub's answers. */
export type GitHubWatch = Pick<Metrics, 'githubAnswered' | 'githubRetried'>;

/** Has each request measured and traced, by its route's template: whose repository it is about is not told. */
export function watchRequests(octokit: Octokit, installation: number | null, watch: GitHubWatch | null): void {
  octokit.hook.wrap('request', async (request, options) => {
    const { method, baseUrl } = options;
    // GraphQL's address is made whole for a server of one's own; all others are templates.
    const url = options.url.endsWith('/graphql') ? '/graphql' : options.url;
    const startedAt = performance.now();
    const attributes = {
      'http.request.method': method,
      'url.template': url,
      'server.address': URL.parse(baseUrl)?.hostname ?? '',
    };
    const settled = await inSpan(`${method} ${url}`, { client: true, attributes }, async (span) => {
      const [outcome] = await Promise.allSettled([request(options)]);
      const { status } = answerOf(outcome);
      if (status !== null) span?.set({ 'http.response.status_code': status });
      if (status === null || status >= 400) span?.fail(status === null ? 'no_answer' : String(status));
      return outcome;
    });
    const seconds = (performance.now() - startedAt) / 1000;
    watch?.githubAnswered({ installation, method, seconds, ...answerOf(settled) });
    if (settled.status === 'rejected') throw settled.reason;
    return settled.value;
  });
}

type Headers = Readonly<Record<string, string | number | undefined>>;

/** An error carries the answer it stands for; Octokit's own 500 for a connection that broke carries none. */
function answerOf(outcome: PromiseSettledResult<{ status: number; headers: Headers }>): {
  status: number | null;
  headers: Headers;
} {
  if (outcome.status === 'fulfilled') return outcome.value;
  const { response } = outcome.reason as { response?: { headers?: Headers } };
  return { status: response === undefined ? null : statusOf(outcome.reason), headers: response?.headers ?? {} };
}
