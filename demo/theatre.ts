import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { z } from 'zod';
import { appSettings, baseEnvironment, type GitHubOfDemo } from './environment.ts';
import { type ContainerWatch, watchContainers } from './container-watch.ts';
import { GitHubDoor } from './github-state.ts';
import { ownerOf, removeLeftovers } from './leftovers.ts';
import { freePort } from '../test/support/free-port.ts';
import { firstAnswer, type Running } from './processes.ts';

const ROOT = join(import.meta.dirname, '..');
const START_MS = 60_000;

const GitHubSays = z.object({
  url: z.url(),
  appId: z.number(),
  slug: z.string(),
  privateKey: z.string(),
  webhookSecret: z.string(),
  signInEnv: z.record(z.string(), z.string()),
});
const ModelSays = z.object({ url: z.url() });
const Listening = z.looseObject({ msg: z.string() });

export interface TheatreSpec {
  env: Readonly<Record<string, string | undefined>>;
  realModel: boolean;
  docker: Docker;
  /** Each line that the app logs. */
  onAppLine: (line: string) => void;
  /** What the scripted model says went wrong. */
  onModelComplaint: (line: string) => void;
  signal: AbortSignal;
}

/** Everything that runs during a demo: folder, GitHub double, model server and app, each a process of its own on loopback. */
export class Theatre {
  readonly folder: string;
  readonly dataDir: string;
  readonly logs: string;
  readonly #spec: TheatreSpec;
  readonly #running: Running[] = [];
  #watch: ContainerWatch | null = null;

  private constructor(folder: string, spec: TheatreSpec) {
    this.folder = folder;
    this.dataDir = join(folder, 'data');
    this.logs = join(folder, 'logs');
    this.#spec = spec;
  }

  static async open(spec: TheatreSpec): Promise<Theatre> {
    const folder = await mkdtemp(join(tmpdir(), 'fettle-demo-'));
    // As root the database runs as somebody else, who has to get there.
    await chmod(folder, 0o711);
    const theatre = new Theatre(folder, spec);
    await mkdir(theatre.logs);
    await mkdir(join(folder, 'tmp'));
    theatre.#watch = await watchContainers(spec.docker, ownerOf(theatre.dataDir));
    return theatre;
  }

  async startGitHub(): Promise<GitHubOfDemo & { door: GitHubDoor }> {
    const says = await this.#start('github', ['test/support/github/main.ts', '--with-parent'], (line) =>
      parsed(GitHubSays, line),
    );
    return { ...says, door: new GitHubDoor(says.url) };
  }

  async startModel(): Promise<string> {
    const script = join(import.meta.dirname, 'script/script.ts');
    const says = await this.#start('model', ['test/support/model/main.ts', '--script', script], (line) =>
      parsed(ModelSays, line),
    );
    return says.url;
  }

  /** The app as `npm start` runs it. Resolves with its address when it answers, with a promise of its end. */
  async startApp(github: GitHubOfDemo, modelUrl: string | null): Promise<{ url: string; ended: Promise<unknown> }> {
    const settings = appSettings(github, modelUrl, this.dataDir, await freePort());
    const url = await this.#start(
      'app',
      ['bin/fettle.mjs', 'start'],
      (line) => {
        const msg = parsed(Listening, line)?.msg ?? '';
        return /^listening on (http:\/\/\S+?),/.exec(msg)?.[1] ?? null;
      },
      settings,
    );
    await this.#answers(`${url}/ping`);
    return { url, ended: this.#running.at(-1)?.ended ?? Promise.resolve() };
  }

  /** How many containers the engine has started for this app, by what they are for. */
  containers(): Readonly<Record<string, number>> {
    return this.#watch?.counts() ?? {};
  }

  /** Stops all in the reverse order of their start, so that the app can say goodbye to the others. */
  async stop(): Promise<void> {
    for (const running of this.#running.splice(0).reverse()) await running.stop();
    this.#watch?.stop();
    await removeLeftovers(this.#spec.docker, this.dataDir);
  }

  /** Takes away what was made; the logs stay when somebody will want to read them. */
  async clean(keepLogs: boolean): Promise<void> {
    const all = ['data', 'project', 'clone', 'tmp'].map((name) => join(this.folder, name));
    const gone = keepLogs ? all : [this.folder];
    for (const path of gone) await rm(path, { recursive: true, force: true, maxRetries: 3 });
  }

  async #start<T>(
    name: string,
    args: string[],
    read: (line: string) => T | null,
    more: Record<string, string> = {},
  ): Promise<T> {
    const { env, realModel, onAppLine, onModelComplaint } = this.#spec;
    const [script = '', ...rest] = args;
    const { running, answer } = firstAnswer(
      {
        name,
        argv: [process.execPath, join(ROOT, script), ...rest],
        // Not the folder of this checkout: a `.env` in it is for the person's own Fettle.
        cwd: this.folder,
        env: { ...baseEnvironment(env, realModel), ...more, TMPDIR: join(this.folder, 'tmp') },
        logFile: join(this.logs, `${name}.log`),
        onLine: (line, stream) => {
          if (name === 'app') onAppLine(line);
          if (name === 'model' && stream === 'stderr') onModelComplaint(line);
        },
      },
      read,
      START_MS,
    );
    this.#running.push(running);
    return await answer;
  }

  async #answers(url: string): Promise<void> {
    for (const deadline = Date.now() + START_MS; Date.now() < deadline; ) {
      this.#spec.signal.throwIfAborted();
      const status = await fetch(url).then(
        (response) => response.status,
        () => 0,
      );
      if (status === 200) return;
      await sleep(50, undefined, { signal: this.#spec.signal });
    }
    throw new Error(`${url} did not answer within ${START_MS / 1000} s`);
  }
}

function parsed<T>(schema: z.ZodType<T>, line: string): T | null {
  try {
    return schema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
