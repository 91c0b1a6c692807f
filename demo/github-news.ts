import type { GitHubState, PullRequestState } from './github-state.ts';
import type { Tone } from './terminal.ts';

/** One thing that changed on GitHub between two looks. `key` is one of the steps that the checklist asks for, or null. */
export interface News {
  key: NewsKey | null;
  text: string;
  tone: Tone;
}

export type NewsKey =
  | 'reaction'
  | 'status_comment'
  | 'branch'
  | 'draft'
  | 'opened_ready'
  | 'ci_red'
  | 'ci_green'
  | 'pushed_again'
  | 'ready'
  | 'needs_human';

/** What is new on GitHub, in the order in which a person would read it. Pure: the same two looks give the same news. */
export function newsBetween(before: GitHubState | null, after: GitHubState, app: string): News[] {
  const issue = after.issues[0];
  const was = before?.issues[0];
  const news: News[] = [];
  const tell = (key: NewsKey | null, text: string, tone: Tone = 'plain') => news.push({ key, text, tone });

  for (const reaction of issue?.reactions.filter((it) => !was?.reactions.includes(it)) ?? []) {
    const [who = '', content = ''] = reaction.split(/:(?=[^:]*$)/);
    tell(who === app ? 'reaction' : null, `${who} reacts with ${content} to issue #${issue?.number}`);
  }
  const comments = issue?.comments.filter((it) => it.author === app) ?? [];
  for (const comment of comments.slice(was?.comments.filter((it) => it.author === app).length ?? 0)) {
    tell('status_comment', `${app} comments on issue #${issue?.number}: ${firstSentence(comment.body)}`);
  }
  for (const branch of after.branches.filter((it) => !before?.branches.includes(it))) {
    if (before !== null) tell('branch', `new branch ${branch}`);
  }
  for (const pr of after.pullRequests) news.push(...pullRequestNews(before, pr));
  for (const run of after.runs) {
    const earlier = before?.runs.find((it) => it.id === run.id);
    const commit = run.headSha.slice(0, 7);
    if (earlier === undefined) tell(null, `${run.name} starts on ${commit}`);
    if (run.conclusion === null || earlier?.conclusion === run.conclusion) continue;
    const checks = after.pullRequests.find((it) => it.head.sha === run.headSha)?.checks ?? [];
    const each = checks.map((check) => `${check.name} ${check.conclusion ?? check.status}`).join(', ');
    const green = run.conclusion === 'success';
    tell(
      green ? 'ci_green' : 'ci_red',
      `${run.name} is ${green ? 'green' : 'red'} on ${commit}${each === '' ? '' : `: ${each}`}`,
      green ? 'good' : 'bad',
    );
  }
  for (const pr of after.pullRequests) {
    const earlier = before?.pullRequests.find((it) => it.number === pr.number);
    if (earlier?.draft === true && !pr.draft) tell('ready', `pull request #${pr.number} is ready for review`, 'good');
  }
  const labelled = [...after.issues, ...after.pullRequests].find((it) => it.labels.includes('fettle:needs-human'));
  const already = [...(before?.issues ?? []), ...(before?.pullRequests ?? [])].some((it) =>
    it.labels.includes('fettle:needs-human'),
  );
  if (labelled !== undefined && !already)
    tell('needs_human', `#${labelled.number} is labelled fettle:needs-human`, 'bad');
  return news;
}

function pullRequestNews(before: GitHubState | null, pr: PullRequestState): News[] {
  const earlier = before?.pullRequests.find((it) => it.number === pr.number);
  const commit = pr.head.sha.slice(0, 7);
  if (earlier === undefined) {
    const how = pr.draft ? 'as a draft' : 'ready for review';
    const text = `pull request #${pr.number} is opened ${how}: ${pr.title}`;
    return [{ key: pr.draft ? 'draft' : 'opened_ready', text, tone: 'good' }];
  }
  if (earlier.head.sha === pr.head.sha) return [];
  return [{ key: 'pushed_again', text: `${commit} is pushed to pull request #${pr.number}`, tone: 'plain' }];
}

/** The first words of a comment without its marker and formatting. */
function firstSentence(body: string): string {
  const line = body.split('\n').find((it) => it.trim() !== '' && !it.startsWith('<!--')) ?? '';
  return line.replaceAll(/[*`]/g, '').slice(0, 100);
}
