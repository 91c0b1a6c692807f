import { randomBytes } from 'node:crypto';
import type { CiRunner } from '../ci/runner.ts';
import type { FaultList } from '../http/faults.ts';
import type { Webhooks } from '../webhooks.ts';
import { Manifests } from './manifests.ts';
import { OAuth } from './oauth.ts';
import type {
  AppRef,
  Installation,
  InstallationToken,
  Issue,
  Permissions,
  Pull,
  Repository,
  Role,
  User,
} from './rows.ts';

export interface Happening {
  /** Ms since the double started. */
  at: number;
  kind: 'request' | 'webhook' | 'state' | 'git' | 'ci' | 'unexpected';
  text: string;
}

/** A request that GitHub would not have expected either: a test may demand that there was none. */
export interface Unexpected {
  request: string;
  status: number;
  why: string;
}

export interface RequestRecord {
  method: string;
  /** Without `/api/v3`. */
  path: string;
  actor: string;
  status: number;
  body: unknown;
}

export interface WorldOptions {
  folder: string;
  app: AppRef;
  publicKey: string;
  permissions: Permissions;
  /** The permissions were chosen by the test: being refused for want of one is then nobody's mistake. */
  narrowed: boolean;
}

/** Everything the double knows. HTTP, stories and the admin interface all read and change this one state. */
export class World {
  readonly folder: string;
  readonly app: AppRef;
  readonly publicKey: string;
  permissions: Permissions;
  readonly narrowed: boolean;
  readonly startedAt = Date.now();
  readonly users = new Map<string, User>();
  /** Roles that hold in every repository, by login. */
  readonly everywhere = new Map<string, Role>();
  readonly repositories: Repository[] = [];
  readonly installations: Installation[] = [];
  readonly tokens = new Map<string, InstallationToken>();
  readonly oauth = new OAuth();
  readonly manifests = new Manifests();
  /** PEM; whoever makes the App from a manifest gets it once. */
  privateKey = '';
  readonly happenings: Happening[] = [];
  readonly unexpected: Unexpected[] = [];
  readonly requests: RequestRecord[] = [];
  readonly background = new Set<Promise<unknown>>();
  readonly stopping = new AbortController();
  /** Set by the server once it listens. */
  url = '';
  /** Where job logs are downloaded from: another origin, as with real GitHub. */
  logsUrl = '';
  /** Requests left before the primary rate limit answers; it only does once a test has set it. */
  rateLimitRemaining = RATE_LIMIT;
  rateLimitEnforced = false;
  /** Set when the double is put together. */
  webhooks!: Webhooks;
  faults!: FaultList;
  ci!: CiRunner;
  #lastId = 1000;
  #locks = new Map<number, Promise<unknown>>();

  constructor(options: WorldOptions) {
    this.folder = options.folder;
    this.app = options.app;
    this.publicKey = options.publicKey;
    this.permissions = options.permissions;
    this.narrowed = options.narrowed;
    const bot = this.user(`${this.app.slug}[bot]`);
    bot.type = 'Bot';
  }

  id(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** GitHub's times have whole seconds; so things that happen together carry the same time. */
  now(): string {
    return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  }

  get bot(): User {
    return this.user(`${this.app.slug}[bot]`);
  }

  /** The person of this login, made on first use. */
  user(login: string): User {
    const known = this.users.get(login.toLowerCase());
    if (known !== undefined) return known;
    const type = login.endsWith('[bot]') ? 'Bot' : 'User';
    const user: User = { id: this.id(), login, type, token: `ghp_${randomBytes(18).toString('hex')}` };
    this.users.set(login.toLowerCase(), user);
    return user;
  }

  installationOf(owner: string): Installation {
    const known = this.installations.find((it) => it.owner.login.toLowerCase() === owner.toLowerCase());
    if (known !== undefined) return known;
    const made = { id: this.id(), owner: this.user(owner), permissions: this.permissions, removed: false };
    this.installations.push(made);
    return made;
  }

  repository(owner: string, name: string): Repository | null {
    const wanted = `${owner}/${name}`.toLowerCase();
    return this.repositories.find((it) => fullName(it).toLowerCase() === wanted) ?? null;
  }

  /** What a repository is called now that had this name before. */
  renamed(owner: string, name: string): Repository | null {
    if (this.repository(owner, name) !== null) return null;
    const wanted = `${owner}/${name}`.toLowerCase();
    return this.repositories.find((it) => it.formerNames.some((old) => old.toLowerCase() === wanted)) ?? null;
  }

  /** Issues, pull requests and comments are found by GraphQL node ids too. */
  pullByNodeId(nodeId: string): { repo: Repository; issue: Issue; pull: Pull } | null {
    for (const repo of this.repositories) {
      for (const issue of repo.issues.values()) {
        if (issue.pull !== null && pullNodeId(issue.pull) === nodeId) return { repo, issue, pull: issue.pull };
      }
    }
    return null;
  }

  say(kind: Happening['kind'], text: string): void {
    this.happenings.push({ at: Date.now() - this.startedAt, kind, text });
  }

  blame(request: string, status: number, why: string): void {
    this.unexpected.push({ request, status, why });
    this.say('unexpected', `${request} -> ${status}: ${why}`);
  }

  /** Work that goes on after a request was answered; `close` waits for it. */
  inBackground(work: Promise<unknown>): void {
    const guarded = work
      .catch((error: unknown) => this.say('unexpected', `the double itself failed: ${String(error)}`))
      .finally(() => this.background.delete(guarded));
    this.background.add(guarded);
  }

  /** One change of a repository's refs at a time, so that what a push moved can be told. */
  async locked<T>(repo: Repository, work: () => Promise<T>): Promise<T> {
    const before = this.#locks.get(repo.id) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#locks.set(
      repo.id,
      mine.catch(() => {}),
    );
    return await mine;
  }
}

/** What GitHub gives an installation at most, requests an hour. */
export const RATE_LIMIT = 15_000;

export function fullName(repo: Repository): string {
  return `${repo.owner.login}/${repo.name}`;
}

export function pullNodeId(pull: Pull): string {
  return `PR_kwDO${pull.id}`;
}

/** What a person may do in a repository; strangers may read what is public. */
export function roleOf(repo: Repository, login: string): Role {
  const given = repo.roles.get(login.toLowerCase());
  if (given !== undefined) return given;
  if (repo.owner.login.toLowerCase() === login.toLowerCase()) return 'admin';
  return repo.private ? 'none' : 'read';
}

const ORDER: readonly Role[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];
export function atLeast(role: Role, wanted: Role): boolean {
  return ORDER.indexOf(role) >= ORDER.indexOf(wanted);
}

/** `Bug` and `bug` are one label. */
export function sameLabel(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
