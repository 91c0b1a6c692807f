import { createHash } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import pg from 'pg';
import { giveOrder } from '../../src/runs/orders/give-order.ts';
import { DATABASE_USER } from '../../src/store/embedded/cluster.ts';
import { findPlace } from '../../src/store/embedded/place.ts';
import { AppProcess, type Command } from './app-process.ts';
import { type GitHubDouble, startGitHub } from './github/github.ts';
import type { CiSpec } from './github/ci/spec.ts';
import type { Files } from './github/state/git.ts';
import type { IssueStory, PullRequestStory } from './github/stories/issue.ts';
import type { RepositoryStory } from './github/stories/repository.ts';
import { type Answer, approve, type SeenRequest, status, type Step } from './model/script.ts';
import { type ModelServer, type RecordedRequest, startModelServer } from './model/server.ts';

export const MODEL_KEY = 'sk-ant-api03-the-model-key-of-the-stage';

/** What the model says in one story, in order. The judge approves unless told otherwise. */
export interface Lines {
  /** A function answers by what it sees, which a call that is made again does not confuse. */
  agent: Step[] | ((request: SeenRequest) => Answer);
  judge?: Step[] | ((request: SeenRequest) => Answer);
}

const copied = (lines: Lines['agent']) => (typeof lines === 'function' ? lines : [...lines]);

/**
 * A stage for stories: GitHub's double, the scripted model and the app itself as a process, started exactly as
 * `npm start` starts it, or as several processes with a role each. Several stories share one; each has its own
 * repository.
 */
export class Stage {
  readonly github: GitHubDouble;
  readonly model: ModelServer;
  readonly #lines: Map<string, Lines>;
  readonly #folder: string;
  readonly #env: Record<string, string>;
  readonly #commands: readonly Command[];
  /** Those that were started and, as far as is known, live. */
  readonly #apps = new Set<AppProcess>();
  readonly #ever: AppProcess[] = [];
  #tellGitHub = () => this.github.setWebhookUrl(`http://127.0.0.1:${this.port}/api/github/webhooks`);
  port = 0;

  private constructor(
    github: GitHubDouble,
    model: ModelServer,
    lines: Map<string, Lines>,
    folder: string,
    env: Record<string, string>,
    commands: readonly Command[],
  ) {
    this.github = github;
    this.model = model;
    this.#lines = lines;
    this.#folder = folder;
    this.#env = env;
    this.#commands = commands;
  }

  static async open(settings: Record<string, string> = {}, commands: readonly Command[] = ['start']): Promise<Stage> {
    const github = await startGitHub();
    const lines = new Map<string, Lines>();
    const model = await startModelServer({
      script: { agent: (request) => next(lines, request, 'agent'), judge: (request) => next(lines, request, 'judge') },
    });
    const folder = await mkdtemp(join(tmpdir(), 'fettle-stage-'));
    // Run by root, the database has another user, who must be able to pass this folder.
    await chmod(folder, 0o755);
    const stage = new Stage(github, model, lines, folder, settings, commands);
    try {
      await stage.startApp();
      return stage;
    } catch (error) {
      await stage.close();
      throw error;
    }
  }

  async startApp(): Promise<void> {
    await Promise.all(this.#commands.map(async (command) => await this.start(command)));
  }

  /** One more process of the app. Resolves when it is at work. */
  async start(command: Command): Promise<AppProcess> {
    const app = new AppProcess(command, this.#folder, {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '',
      ...(process.env.NODE_EXTRA_CA_CERTS === undefined
        ? {}
        : { NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS }),
      ...this.github.env,
      // With an address for people there is a dashboard.
      ...(this.#env.FETTLE_URL === undefined ? {} : this.github.signInEnv),
      ANTHROPIC_API_KEY: MODEL_KEY,
      ANTHROPIC_BASE_URL: this.model.url,
      FETTLE_DATA_DIR: this.dataDir,
      PORT: String(this.port),
      FETTLE_CI_SETTLE_SECONDS: '1',
      FETTLE_CONCURRENCY: '4',
      FETTLE_MODEL_PATIENCE_SECONDS: '12',
      ...this.#env,
    });
    this.#apps.add(app);
    this.#ever.push(app);
    await app.ready();
    if (app.port !== 0) {
      this.port = app.port;
      this.#tellGitHub();
    }
    return app;
  }

  /** Webhooks go where the test has pointed them, also after a restart. */
  keepWebhookUrl(): void {
    this.#tellGitHub = () => {};
  }

  /** The processes of one role that were started and not ended through the stage. */
  running(command: Command): AppProcess[] {
    return [...this.#apps].filter((app) => app.command === command && app.isAlive);
  }

  /** Everything the app keeps on disk. */
  get dataDir(): string {
    return join(this.#folder, 'data');
  }

  /** Names of the containers and volumes of this app's runs that are on the engine now. For projects without dependencies. */
  async leftovers(): Promise<string[]> {
    const owner = createHash('sha256').update(this.dataDir).digest('hex').slice(0, 12);
    const filters = { label: [`fettle.owner=${owner}`, 'fettle.run'] };
    const docker = new Docker();
    const containers = await docker.listContainers({ all: true, filters });
    const { Volumes } = await docker.listVolumes({ filters: filters as never });
    return [...containers.map((it) => it.Names[0] ?? it.Id), ...Volumes.map((it) => it.Name)];
  }

  /** Asks the app's own database, for what nobody can see from outside. */
  async query<T>(sql: string): Promise<T[]> {
    const client = new pg.Client(await this.#database());
    await client.connect();
    try {
      return (await client.query(sql)).rows as T[];
    } finally {
      await client.end();
    }
  }

  /** Stores an order as the dashboard and the commands do, and wakes the workers. */
  async order(given: Parameters<typeof giveOrder>[1]): Promise<void> {
    const client = new pg.Client(await this.#database());
    await client.connect();
    const add = async ({ id, event, payload }: { id: string; event: string; payload: unknown }) => {
      await client.query('INSERT INTO fettle.delivery (id, event, payload) VALUES ($1, $2, $3)', [id, event, payload]);
      return 'stored' as const;
    };
    try {
      await giveOrder({ add }, given);
      await client.query('NOTIFY fettle_delivery');
    } finally {
      await client.end();
    }
  }

  async #database(): Promise<pg.ClientConfig> {
    const url = this.#env.DATABASE_URL;
    if (url !== undefined) return { connectionString: url };
    const { socketDir, password } = await findPlace(join(this.dataDir, 'database'));
    return { host: socketDir, user: DATABASE_USER, password, database: 'postgres' };
  }

  /** Every webhook that was sent has had its effect on runs. */
  async quiet(): Promise<void> {
    await this.github.settled();
    const open = 'SELECT id FROM fettle.delivery WHERE handled_at IS NULL';
    await this.until(async () => (await this.query(open)).length === 0, 'all deliveries to be handled');
  }

  /** What all processes have said until now. */
  get log(): string {
    return this.#ever.map((app) => app.log).join('');
  }

  /** kill -9, as a machine that loses power; the database is left running. */
  async killApp(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stopApp(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const apps = [...this.#apps];
    await Promise.all(apps.map(async (app) => await app.end(signal)));
    for (const app of apps) this.#apps.delete(app);
  }

  /** A repository with CI that runs its tests, and one story's model. The title names the story to the model. */
  async repository(
    name: string,
    files: Files,
    options: { ci?: CiSpec | null; private?: boolean } = {},
  ): Promise<RepositoryStory> {
    const ci = options.ci === undefined ? { jobs: [{ name: 'test', run: 'node --test' }] } : options.ci;
    return this.github.repository(`acme/${name}`, {
      files,
      labels: ['fettle'],
      ...(ci === null ? {} : { ci }),
      ...(options.private === true ? { private: true } : {}),
    });
  }

  /** Files an issue whose run plays these lines. */
  issue(
    repo: RepositoryStory,
    title: string,
    lines: Lines,
    body = 'Please.',
    labels: readonly string[] = [],
    by?: string,
  ): IssueStory {
    this.#lines.set(title, { agent: copied(lines.agent), judge: copied(lines.judge ?? []) });
    return repo.openIssue({ title, body, labels }, by);
  }

  /** Waits for something, long enough for a busy machine, and shows GitHub's timeline and the app's log when it does not come. */
  async until<T>(probe: () => T | Promise<T>, what: string, ms = 240_000): Promise<T> {
    try {
      return (await this.github.waitFor(probe, ms, what)) as T;
    } catch (error) {
      throw new Error(
        `${error instanceof Error ? error.message : String(error)}\n\nThe model refused: ${this.model.refused.join('\n')}\n\nThe app's log:\n${this.log.slice(-6000)}`,
        { cause: error },
      );
    }
  }

  /** What the model was asked in one story, in order. */
  asked(issue: IssueStory, role: 'agent' | 'judge'): RecordedRequest[] {
    return this.model.requests.filter((it) => it.role === role && it.text.includes(issue.title));
  }

  /** What nobody expected of GitHub or of the model until now; a story that ends well has none. */
  get surprises(): unknown[] {
    return [...this.github.unexpected, ...this.model.refused];
  }

  pullRequest(repo: RepositoryStory): Promise<PullRequestStory> {
    return this.until(() => repo.pullRequests[0] as PullRequestStory, 'a pull request');
  }

  /** The comment in which the app says how the run of an issue ended. */
  ended(issue: IssueStory, outcome: string): Promise<string> {
    return this.until(
      () => issue.appComments.findLast((comment) => comment.body.includes(outcome))?.body as string,
      `a comment that says ${outcome}`,
    );
  }

  async close(): Promise<void> {
    await this.stopApp();
    await this.model.close();
    await this.github.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** The story is told by its title, which agent and judge are both shown. */
async function next(lines: Map<string, Lines>, request: SeenRequest, role: 'agent' | 'judge'): Promise<Answer> {
  const title = [...lines.keys()].find((known) => request.text.includes(known));
  const given = title === undefined ? undefined : lines.get(title)?.[role];
  const step = typeof given === 'function' ? given : given?.shift();
  if (step === undefined)
    return role === 'judge' ? approve() : status(400, {}, `the story "${title}" has no more lines for the ${role}`);
  return typeof step === 'function' ? step(request) : step;
}
