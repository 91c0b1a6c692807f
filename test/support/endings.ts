import { expect } from '@jest/globals';
import type { IssueStory } from './github/stories/issue.ts';
import type { RepositoryStory } from './github/stories/repository.ts';
import type { Stage } from './stage.ts';

/** Two comments (how it goes, how it ended), the label, and nothing else: neither branch nor pull request. */
export async function endsWithoutAnything(
  stage: Stage,
  repo: RepositoryStory,
  issue: IssueStory,
  outcome: string,
): Promise<string> {
  const comment = await stage.ended(issue, `ended without a pull request: \`${outcome}\``);
  await stage.until(() => issue.labels.includes('fettle:needs-human'), 'the label fettle:needs-human');
  await stage.until(() => issue.appComments[0]?.body.includes(`(\`${outcome}\`)`), 'the status comment to say it too');
  expect(issue.appComments).toHaveLength(2);
  expect(repo.pullRequests).toEqual([]);
  expect(await repo.branches()).toEqual(['main']);
  expect(comment).toContain('**What you can do**');
  return comment;
}
