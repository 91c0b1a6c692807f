import { comment, editComment } from '../changes/comments.ts';
import { addLabels, editIssue, removeLabel } from '../changes/issues.ts';
import {
  mergePull,
  type MergeMethod,
  type NewReview,
  pullChanges,
  revertPull,
  review,
  setDraft,
} from '../changes/pulls.ts';
import { git } from '../state/git.ts';
import type { Comment, Issue, IssueEvent, Pull, Repository } from '../state/rows.ts';
import { fullName, type World } from '../state/world.ts';
import { mergeBase } from '../views/commit.ts';

/** Who acts in a story when nobody is named: somebody with write permission. */
export const MAINTAINER = 'maria';

/** An issue as a person sees it and acts on it; the getters always show how it is now. */
export class IssueStory {
  protected readonly world: World;
  protected readonly repo: Repository;
  protected readonly row: Issue;

  constructor(world: World, repo: Repository, row: Issue) {
    this.world = world;
    this.repo = repo;
    this.row = row;
  }

  get number(): number {
    return this.row.number;
  }
  get title(): string {
    return this.row.title;
  }
  get body(): string {
    return this.row.body ?? '';
  }
  get state(): 'open' | 'closed' {
    return this.row.state;
  }
  get author(): string {
    return this.row.author.login;
  }
  get labels(): string[] {
    return [...this.row.labels];
  }
  get comments(): readonly Comment[] {
    return this.row.comments;
  }
  /** Comments by the app. */
  get appComments(): readonly Comment[] {
    return this.row.comments.filter((it) => it.author === this.world.bot);
  }
  get reactions(): string[] {
    return this.row.reactions.map((it) => `${it.user.login}:${it.content}`);
  }
  get events(): readonly IssueEvent[] {
    return this.row.events;
  }
  get url(): string {
    return `${this.world.url}/${fullName(this.repo)}/${this.row.pull === null ? 'issues' : 'pull'}/${this.number}`;
  }

  addLabel(name: string, by = MAINTAINER): this {
    addLabels(this.world, this.repo, this.world.user(by), this.row, [name]);
    return this;
  }

  removeLabel(name: string, by = MAINTAINER): this {
    removeLabel(this.world, this.repo, this.world.user(by), this.row, name);
    return this;
  }

  comment(text: string, by = MAINTAINER): Comment {
    return comment(this.world, this.repo, this.world.user(by), this.row, text);
  }

  /** As a person with the right to edit others' comments; GitHub's own boxes are ticked that way. */
  editComment(it: Comment, text: string, by = MAINTAINER): this {
    editComment(this.world, this.repo, this.world.user(by), this.row, it, text);
    return this;
  }

  edit(change: { title?: string; body?: string }, by = MAINTAINER): this {
    editIssue(this.world, this.repo, this.world.user(by), this.row, change);
    return this;
  }

  close(by = MAINTAINER): this {
    editIssue(this.world, this.repo, this.world.user(by), this.row, { state: 'closed' });
    return this;
  }

  reopen(by = MAINTAINER): this {
    editIssue(this.world, this.repo, this.world.user(by), this.row, { state: 'open' });
    return this;
  }
}

export class PullRequestStory extends IssueStory {
  get #pull(): Pull {
    return this.row.pull as Pull;
  }
  get draft(): boolean {
    return this.#pull.draft;
  }
  get merged(): boolean {
    return this.#pull.mergedAt !== null;
  }
  get head(): { ref: string; sha: string } {
    return { ...this.#pull.head };
  }
  get base(): { ref: string; sha: string } {
    return { ...this.#pull.base };
  }

  markReady(by = MAINTAINER): this {
    setDraft(this.world, this.repo, this.world.user(by), this.row, this.#pull, false);
    return this;
  }

  async merge(by = MAINTAINER, method: MergeMethod = 'merge'): Promise<string> {
    return await mergePull(this.world, this.repo, this.world.user(by), this.row, this.#pull, method);
  }

  /** As if it had been merged at another time. */
  mergedAt(time: Date): this {
    this.#pull.mergedAt = `${time.toISOString().slice(0, 19)}Z`;
    return this;
  }

  /** GitHub's button: a pull request that takes this one back. */
  async revert(by = MAINTAINER): Promise<PullRequestStory> {
    const row = await revertPull(this.world, this.repo, this.world.user(by), this.row, this.#pull);
    return new PullRequestStory(this.world, this.repo, row);
  }

  review(wanted: NewReview, by = MAINTAINER): this {
    review(this.world, this.repo, this.world.user(by), this.row, this.#pull, wanted);
    return this;
  }

  /** Answers in review threads by apps. */
  get threadAnswers(): string[] {
    return this.#pull.reviewComments
      .filter((it) => it.inReplyTo !== null && it.author.type === 'Bot')
      .map((it) => it.body);
  }

  /** Paths it changes. */
  async files(): Promise<string[]> {
    return (await pullChanges(this.repo, this.#pull)).map((it) => it.filename);
  }

  async diff(): Promise<string> {
    const { base, head } = this.#pull;
    const from = (await mergeBase(this.repo, base.sha, head.sha)) ?? base.sha;
    return await git(this.repo.gitDir, ['diff', from, head.sha]);
  }
}
