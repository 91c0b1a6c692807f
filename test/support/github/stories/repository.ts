import {
  createCheck,
  type CheckChange,
  newSuite,
  setStatus,
  type StatusChange,
  updateCheck,
} from '../changes/checks.ts';
import { type NewIssue, openIssue } from '../changes/issues.ts';
import { branchHead, type NewPull, openPull } from '../changes/pulls.ts';
import { afterMoves, refMoves } from '../changes/pushes.ts';
import type { CiSpec } from '../ci/spec.ts';
import { type Files, git, gitOrNull, inWorktree, listRefs, writeCommit } from '../state/git.ts';
import type { CheckRun, Status, WorkflowRun } from '../state/check-rows.ts';
import type { Repository, Role } from '../state/rows.ts';
import { fullName, type World } from '../state/world.ts';
import { latestChecks } from '../views/checks.ts';
import { IssueStory, MAINTAINER, PullRequestStory } from './issue.ts';

export interface PushOptions {
  message?: string;
  /** Where the commit is put on when the branch does not exist yet; the default branch when left out. */
  from?: string;
  /** Puts it on `from` although the branch exists: a force push. */
  force?: boolean;
}

/** A repository as people see it and act on it. */
export class RepositoryStory {
  readonly world: World;
  readonly row: Repository;

  constructor(world: World, row: Repository) {
    this.world = world;
    this.row = row;
  }

  get fullName(): string {
    return fullName(this.row);
  }
  get cloneUrl(): string {
    return `${this.world.url}/${this.fullName}.git`;
  }
  /** The bare repository on disk, for questions only git can answer. */
  get gitDir(): string {
    return this.row.gitDir;
  }
  get issues(): IssueStory[] {
    const rows = [...this.row.issues.values()].filter((it) => it.pull === null);
    return rows.map((row) => new IssueStory(this.world, this.row, row));
  }
  get pullRequests(): PullRequestStory[] {
    const rows = [...this.row.issues.values()].filter((it) => it.pull !== null);
    return rows.map((row) => new PullRequestStory(this.world, this.row, row));
  }
  get runs(): readonly WorkflowRun[] {
    return this.row.runs;
  }
  get ci(): CiSpec | null {
    return this.row.ci;
  }
  set ci(spec: CiSpec | null) {
    this.row.ci = spec;
  }

  issue(number: number): IssueStory {
    const row = this.row.issues.get(number);
    if (row === undefined) throw new Error(`${this.fullName} has no issue ${number}`);
    return row.pull === null ? new IssueStory(this.world, this.row, row) : this.pullRequest(number);
  }

  pullRequest(number: number): PullRequestStory {
    const row = this.row.issues.get(number);
    if (row === undefined || row.pull === null) throw new Error(`${this.fullName} has no pull request ${number}`);
    return new PullRequestStory(this.world, this.row, row);
  }

  openIssue(wanted: NewIssue, by = MAINTAINER): IssueStory {
    return new IssueStory(this.world, this.row, openIssue(this.world, this.row, this.world.user(by), wanted));
  }

  async openPullRequest(wanted: NewPull, by = MAINTAINER): Promise<PullRequestStory> {
    const row = await openPull(this.world, this.row, this.world.user(by), wanted);
    return new PullRequestStory(this.world, this.row, row);
  }

  /** A person takes a commit on the default branch back, as `git revert` does, and pushes that. Returns its sha. */
  async revertAs(by: string, commit: string): Promise<string> {
    return await this.world.locked(this.row, async () => {
      const before = await listRefs(this.row.gitDir);
      const head = (await branchHead(this.row, this.row.defaultBranch)) ?? commit;
      const isMerge = (await this.git('rev-parse', `${commit}^@`)).includes('\n');
      const args = ['revert', '--no-edit', ...(isMerge ? ['-m', '1'] : []), commit];
      const sha = await inWorktree(this.row.gitDir, head, { name: by, email: `${by}@example.com` }, args);
      await git(this.row.gitDir, ['update-ref', `refs/heads/${this.row.defaultBranch}`, sha]);
      await afterMoves(this.world, this.row, this.world.user(by), refMoves(before, await listRefs(this.row.gitDir)));
      return sha;
    });
  }

  /** A real commit by a person, with everything that a push sets off. Returns its sha. */
  async pushAs(by: string, branch: string, files: Files, options: PushOptions = {}): Promise<string> {
    const { message = 'Change by a person', from = this.row.defaultBranch, force = false } = options;
    return await this.world.locked(this.row, async () => {
      const before = await listRefs(this.row.gitDir);
      const head = await branchHead(this.row, branch);
      const parent = head === null || force ? await branchHead(this.row, from) : head;
      const author = { name: by, email: `${by}@example.com` };
      const sha = await writeCommit(this.row.gitDir, parent, files, message, author);
      await git(this.row.gitDir, ['update-ref', `refs/heads/${branch}`, sha]);
      await afterMoves(this.world, this.row, this.world.user(by), refMoves(before, await listRefs(this.row.gitDir)));
      return sha;
    });
  }

  async deleteBranch(branch: string, by = MAINTAINER): Promise<void> {
    await this.world.locked(this.row, async () => {
      const before = await listRefs(this.row.gitDir);
      await git(this.row.gitDir, ['update-ref', '-d', `refs/heads/${branch}`]);
      await afterMoves(this.world, this.row, this.world.user(by), refMoves(before, await listRefs(this.row.gitDir)));
    });
  }

  setRole(login: string, role: Role): void {
    this.world.user(login);
    this.row.roles.set(login.toLowerCase(), role);
  }

  protect(
    branch: string,
    rules: { requiredChecks?: string[]; answer?: 200 | 403 | 404; refusePushes?: boolean } = {},
  ): void {
    const { requiredChecks = [], answer = 403, refusePushes = true } = rules;
    this.row.protection.set(branch, { requiredChecks, answer, refusePushes });
  }

  refuseDrafts(): void {
    this.row.draftsAllowed = false;
  }

  /** The old name leads to the new one from now on. */
  rename(name: string): void {
    this.row.formerNames.push(this.fullName);
    this.row.name = name;
    this.world.say('state', `${this.row.formerNames.at(-1)} is called ${this.fullName} now`);
  }

  /** Everything can be read and nothing changed any more. */
  archive(): void {
    this.row.archived = true;
    this.world.say('state', `${this.fullName} is archived`);
  }

  /** A check run by some other app; the same app and name on the same commit is changed instead of made anew. */
  async reportCheck(sha: string, app: string, name: string, change: CheckChange): Promise<CheckRun> {
    const same = this.row.checks.filter((it) => it.suite.headSha === sha && it.suite.app.slug === app);
    const by = this.world.user(`${app}[bot]`);
    const known = same.findLast((it) => it.name === name && it.status !== 'completed');
    if (known !== undefined) {
      updateCheck(this.world, this.row, known, change, by);
      return known;
    }
    const suite = same[0]?.suite ?? newSuite(this.world, this.row, { id: by.id, slug: app, name: app }, sha, null);
    return createCheck(this.world, this.row, suite, name, change, by);
  }

  async reportStatus(sha: string, change: StatusChange, by = 'ci-bot'): Promise<Status> {
    return await setStatus(this.world, this.row, sha, change, this.world.user(by));
  }

  /** A person asks for all jobs of a workflow run once more. */
  rerun(runId: number, by = MAINTAINER): void {
    const run = this.row.runs.find((it) => it.id === runId);
    if (run === undefined) throw new Error(`${this.fullName} has no workflow run ${runId}`);
    this.world.ci.rerun(this.row, run, 'all', this.world.user(by));
  }

  /** Latest check runs of a commit, our own app's left in. */
  checks(sha: string): CheckRun[] {
    return latestChecks(this.row.checks.filter((it) => it.suite.headSha === sha));
  }

  async head(branch = this.row.defaultBranch): Promise<string | null> {
    return await branchHead(this.row, branch);
  }

  async branches(): Promise<string[]> {
    const refs = await listRefs(this.row.gitDir);
    return [...refs.keys()].filter((ref) => ref.startsWith('refs/heads/')).map((ref) => ref.slice(11));
  }

  /** A file's text on a branch or commit; null when it is not there. */
  async file(path: string, ref = this.row.defaultBranch): Promise<string | null> {
    return await gitOrNull(this.row.gitDir, ['cat-file', 'blob', `${ref}:${path}`]);
  }

  /** Runs git in the bare repository. */
  async git(...args: string[]): Promise<string> {
    return await git(this.row.gitDir, args);
  }
}
