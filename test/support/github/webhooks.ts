import { createHmac, randomUUID } from 'node:crypto';
import type { Json } from './http/reply.ts';
import { invalid, notFound } from './http/reply.ts';
import type { Delivery, Installation, Repository, User } from './state/rows.ts';
import type { World } from './state/world.ts';
import { repositoryView, userView } from './views/repository.ts';

/** GitHub gives a receiver ten seconds. */
const ANSWER_MS = 10_000;

/** What every App is sent, and none can subscribe to. */
const ALWAYS: ReadonlySet<string> = new Set(['ping', 'installation', 'installation_repositories']);

/** Sends signed webhooks and keeps the log of deliveries. Nothing is retried by itself, as with real GitHub. */
export class Webhooks {
  /** Null: deliveries are only logged. */
  target: string | null = null;
  secret: string;
  /** Null: all events. */
  events: string[] | null = null;
  /** Deliveries it says yes to are lost on the way. */
  lose: (delivery: Delivery) => boolean = () => false;
  readonly deliveries: Delivery[] = [];
  readonly #world: World;

  constructor(world: World, secret: string) {
    this.#world = world;
    this.secret = secret;
  }

  /** Makes the payload every event shares, and sends it without waiting for the answer. */
  emit(repo: Repository, event: string, action: string | null, fields: Json, sender: User): void {
    const world = this.#world;
    const installation = world.installationOf(repo.owner.login);
    if (installation.removed) return;
    const payload: Json = {
      ...(action === null ? {} : { action }),
      ...fields,
      repository: repositoryView(world, repo),
      organization: userView(world, repo.owner),
      sender: userView(world, sender),
      installation: { id: installation.id, node_id: `MDIz${installation.id}` },
    };
    this.#log(event, action, payload, repo.id, installation.id);
  }

  /** `installation`: about the whole of it, not about one repository. */
  emitInstallation(action: string, installation: Installation, sender: User): void {
    const account = userView(this.#world, installation.owner);
    const payload: Json = {
      action,
      installation: { id: installation.id, account, app_id: this.#world.app.id },
      repositories: [],
      sender: userView(this.#world, sender),
    };
    this.#log('installation', action, payload, null, installation.id);
  }

  /** What GitHub sends when an App is made. */
  ping(): void {
    const { app } = this.#world;
    const config = { content_type: 'json', insecure_ssl: '0', url: this.target };
    const hook = {
      type: 'App',
      id: app.id,
      name: 'web',
      active: true,
      events: this.events ?? [],
      config,
      app_id: app.id,
    };
    this.#log('ping', null, { zen: 'Design for failure.', hook_id: app.id, hook }, null, null);
  }

  #log(
    event: string,
    action: string | null,
    payload: Json,
    repositoryId: number | null,
    installationId: number | null,
  ): void {
    if (this.events !== null && !this.events.includes(event) && !ALWAYS.has(event)) return;
    // A snapshot: what the state is when it happens, not when the receiver gets to it.
    const snapshot = structuredClone(payload);
    const delivery = this.#record(event, action, snapshot, randomUUID(), false, repositoryId, installationId);
    this.#world.inBackground(this.#send(delivery));
  }

  #record(
    event: string,
    action: string | null,
    payload: Json,
    guid: string,
    redelivery: boolean,
    repositoryId: number | null,
    installationId: number | null,
  ): Delivery {
    const delivery: Delivery = {
      id: this.#world.id(),
      guid,
      event,
      action,
      payload,
      deliveredAt: new Date().toISOString(),
      redelivery,
      status: null,
      response: '',
      durationMs: 0,
      repositoryId,
      installationId,
    };
    this.deliveries.push(delivery);
    return delivery;
  }

  /** Sends an old delivery again, with the same guid; resolves when it has been answered. */
  async redeliver(id: number | string): Promise<Delivery> {
    const old = this.find(id);
    if (old === null) throw notFound();
    if (this.target === null) throw invalid('Hook', 'url', 'missing');
    const { event, action, payload, guid, repositoryId, installationId } = old;
    const again = this.#record(event, action, payload, guid, true, repositoryId, installationId);
    await this.#send(again);
    return again;
  }

  find(id: number | string): Delivery | null {
    return this.deliveries.findLast((it) => it.id === Number(id) || it.guid === id) ?? null;
  }

  /** Posts any body as if it were a webhook, for forged and broken ones; resolves with the answer's status. */
  async sendRaw(event: string, body: string, options: { guid?: string; secret?: string } = {}): Promise<number> {
    const { status } = await this.#post(event, body, options.guid ?? randomUUID(), options.secret ?? this.secret, 0);
    return status;
  }

  async #send(delivery: Delivery): Promise<void> {
    const name = delivery.action === null ? delivery.event : `${delivery.event}.${delivery.action}`;
    if (this.target === null) return;
    if (this.lose(delivery)) {
      delivery.status = 0;
      this.#world.say('webhook', `${name} is lost on the way`);
      return;
    }
    const started = Date.now();
    const body = JSON.stringify(delivery.payload);
    const answer = await this.#post(delivery.event, body, delivery.guid, this.secret, delivery.installationId ?? 0);
    delivery.status = answer.status;
    delivery.response = answer.text;
    delivery.durationMs = Date.now() - started;
    this.#world.say('webhook', `${name} -> ${answer.status === 0 ? `no answer (${answer.text})` : answer.status}`);
  }

  async #post(
    event: string,
    body: string,
    guid: string,
    secret: string,
    installationId: number,
  ): Promise<{ status: number; text: string }> {
    if (this.target === null) throw new Error('the double has no webhook URL');
    try {
      const response = await fetch(this.target, {
        method: 'POST',
        body,
        signal: AbortSignal.any([AbortSignal.timeout(ANSWER_MS), this.#world.stopping.signal]),
        headers: {
          'content-type': 'application/json',
          'user-agent': 'GitHub-Hookshot/double',
          'x-github-event': event,
          'x-github-delivery': guid,
          'x-github-hook-id': String(this.#world.app.id),
          'x-github-hook-installation-target-id': String(installationId),
          'x-github-hook-installation-target-type': 'integration',
          'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
        },
      });
      return { status: response.status, text: (await response.text()).slice(0, 2000) };
    } catch (error) {
      return { status: 0, text: error instanceof Error ? error.message : String(error) };
    }
  }
}
