import { generateKeyPairSync, randomBytes, createPublicKey } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adminHandler } from './admin.ts';
import { CiRunner } from './ci/runner.ts';
import { type ArmedFault, type Fault, FaultList } from './http/faults.ts';
import { listen } from './http/server.ts';
import type { Delivery, Permissions, Role, User } from './state/rows.ts';
import { type Happening, RATE_LIMIT, type RequestRecord, type Unexpected, World } from './state/world.ts';
import { createRepository, type RepositoryOptions } from './stories/create.ts';
import { RepositoryStory } from './stories/repository.ts';
import { timeline, waitFor } from './stories/wait.ts';
import { Webhooks } from './webhooks.ts';

/** What a GitHub App of our kind asks for; a test may narrow it. */
export const DEFAULT_PERMISSIONS: Permissions = {
  actions: 'write',
  checks: 'write',
  contents: 'write',
  issues: 'write',
  metadata: 'read',
  pull_requests: 'write',
  statuses: 'read',
};

export interface GitHubOptions {
  host?: string;
  port?: number;
  appId?: number;
  slug?: string;
  /** PEM; made when left out. */
  privateKey?: string;
  webhookSecret?: string;
  webhookUrl?: string;
  /** Events the app is subscribed to; all when left out. */
  events?: string[];
  /** What the app was granted. Asking for more is then an expected refusal, not something unexpected. */
  permissions?: Permissions;
}

export interface GitHubDouble {
  readonly url: string;
  readonly apiUrl: string;
  readonly appId: number;
  readonly slug: string;
  readonly privateKey: string;
  readonly webhookSecret: string;
  /** What the app needs to find this GitHub, by the names of its settings. */
  readonly env: Record<'APP_ID' | 'PRIVATE_KEY' | 'WEBHOOK_SECRET' | 'GHE_HOST' | 'GHE_PROTOCOL', string>;
  /** What the app needs besides, for people to sign in with GitHub. */
  readonly signInEnv: Record<'GITHUB_CLIENT_ID' | 'GITHUB_CLIENT_SECRET', string>;
  readonly world: World;
  setWebhookUrl(url: string | null): void;
  repository(fullName: string, options?: RepositoryOptions): Promise<RepositoryStory>;
  /** A repository made before; throws when there is none. */
  repo(fullName: string): RepositoryStory;
  /** A person (or a bot), with a role in all repositories. */
  user(login: string, options?: { permission?: Role; type?: User['type'] }): User;
  /** Whose browser comes to sign in elsewhere; with null it is asked. */
  browserOf(login: string | null): void;
  /** A token as the app would get it; the installation is the owner's. */
  installationToken(
    owner: string,
    wish?: { repositories?: string[]; permissions?: Permissions; expired?: boolean },
  ): string;
  fault(fault: Fault): ArmedFault;
  clearFaults(): void;
  /** Every token given out until now is refused with 401 from now on. */
  expireTokens(): void;
  /** Lets the primary rate limit run out after this many requests; null lifts it. */
  rateLimit(remaining: number | null): void;
  /** What an owner grants the app from now on, instead of what all others do. */
  grant(owner: string, permissions: Permissions): void;
  /** The app is taken from everything an owner has. */
  uninstall(owner: string, by?: string): void;
  readonly deliveries: readonly Delivery[];
  redeliver(id: number | string): Promise<Delivery>;
  /** Webhooks this says yes to never arrive; nothing is lost when it is left out. */
  loseWebhooks(which?: (delivery: Delivery) => boolean): void;
  /** Posts any text to the webhook URL; resolves with the status of the answer. */
  sendWebhook(event: string, body: string, options?: { guid?: string; secret?: string }): Promise<number>;
  readonly unexpected: readonly Unexpected[];
  readonly requests: readonly RequestRecord[];
  readonly happenings: readonly Happening[];
  timeline(): string;
  waitFor<T>(
    probe: () => T | Promise<T>,
    ms: number,
    what: string,
  ): Promise<Exclude<T, false | null | undefined | 0 | ''>>;
  /** Waits until CI and webhooks that are on their way have ended. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a GitHub of one's own on loopback. Nothing is kept after `close`. */
export async function startGitHub(options: GitHubOptions = {}): Promise<GitHubDouble> {
  const { host = '127.0.0.1', port = 0, appId = 4711, slug = 'fettle', permissions = DEFAULT_PERMISSIONS } = options;
  const privateKey =
    options.privateKey ??
    generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' });
  const pem = privateKey.toString();
  const publicKey = createPublicKey(pem).export({ type: 'spki', format: 'pem' }).toString();
  const folder = await mkdtemp(join(tmpdir(), 'github-double-'));
  const world = new World({
    folder,
    app: { id: appId, slug, name: slug },
    publicKey,
    permissions,
    narrowed: options.permissions !== undefined,
  });
  world.privateKey = pem;
  const webhookSecret = options.webhookSecret ?? randomBytes(16).toString('hex');
  world.webhooks = new Webhooks(world, webhookSecret);
  world.webhooks.target = options.webhookUrl ?? null;
  world.webhooks.events = options.events ?? null;
  world.faults = new FaultList();
  world.ci = new CiRunner(world);
  const servers: Server[] = [];
  const double = makeDouble(world, { privateKey: pem, webhookSecret, servers });
  servers.push(...(await listen(world, adminHandler(double), host, port)));
  return double;
}

function makeDouble(
  world: World,
  { privateKey, webhookSecret, servers }: { privateKey: string; webhookSecret: string; servers: Server[] },
): GitHubDouble {
  const { webhooks, faults } = world;
  const double: GitHubDouble = {
    world,
    privateKey,
    webhookSecret,
    appId: world.app.id,
    slug: world.app.slug,
    get url() {
      return world.url;
    },
    get apiUrl() {
      return `${world.url}/api/v3`;
    },
    get env() {
      const { host: GHE_HOST } = new URL(world.url);
      return {
        APP_ID: String(world.app.id),
        PRIVATE_KEY: privateKey,
        WEBHOOK_SECRET: webhookSecret,
        GHE_HOST,
        GHE_PROTOCOL: 'http',
      };
    },
    signInEnv: { GITHUB_CLIENT_ID: world.oauth.clientId, GITHUB_CLIENT_SECRET: world.oauth.clientSecret },
    setWebhookUrl(url) {
      webhooks.target = url;
    },
    async repository(name, wanted = {}) {
      return new RepositoryStory(world, await createRepository(world, name, wanted));
    },
    repo(name) {
      const [owner = '', short = ''] = name.split('/');
      const row = world.repository(owner, short);
      if (row === null) throw new Error(`there is no repository ${name}`);
      return new RepositoryStory(world, row);
    },
    user(login, { permission, type } = {}) {
      const user = world.user(login);
      if (type !== undefined) user.type = type;
      if (permission !== undefined) {
        world.everywhere.set(login.toLowerCase(), permission);
        for (const repo of world.repositories) repo.roles.set(login.toLowerCase(), permission);
      }
      return user;
    },
    browserOf(login) {
      world.oauth.browser = login === null ? null : world.user(login);
    },
    installationToken(owner, { repositories, permissions, expired = false } = {}) {
      const installation = world.installationOf(owner);
      const token = `ghs_${randomBytes(18).toString('hex')}`;
      const ids = repositories?.map((name) => world.repository(owner, name)?.id ?? -1) ?? null;
      const expiresAt = Date.now() + (expired ? -1 : 3_600_000);
      const given = permissions ?? installation.permissions;
      world.tokens.set(token, { token, installation, permissions: given, repositoryIds: ids, expiresAt });
      return token;
    },
    fault: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    expireTokens() {
      for (const token of world.tokens.values()) token.expiresAt = Math.min(token.expiresAt, Date.now() - 1);
    },
    rateLimit(remaining) {
      world.rateLimitEnforced = remaining !== null;
      world.rateLimitRemaining = remaining ?? RATE_LIMIT;
    },
    grant(owner, permissions) {
      world.installationOf(owner).permissions = permissions;
    },
    uninstall(owner, by = 'maria') {
      const installation = world.installationOf(owner);
      webhooks.emitInstallation('deleted', installation, world.user(by));
      installation.removed = true;
      world.say('state', `the app is removed from ${owner}`);
    },
    deliveries: webhooks.deliveries,
    redeliver: async (id) => await webhooks.redeliver(id),
    loseWebhooks(which = () => false) {
      webhooks.lose = which;
    },
    sendWebhook: async (event, body, more = {}) => await webhooks.sendRaw(event, body, more),
    unexpected: world.unexpected,
    requests: world.requests,
    happenings: world.happenings,
    timeline: () => timeline(world),
    waitFor: async (probe, ms, what) => await waitFor(world, probe, ms, what),
    async settled() {
      while (world.background.size > 0) await Promise.all(world.background);
    },
    async close() {
      world.stopping.abort();
      await double.settled();
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
      await rm(world.folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
  return double;
}
