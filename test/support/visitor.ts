/** What a page came to, after all redirects. */
export interface Visited {
  status: number;
  /** Where it was in the end. */
  url: string;
  text: string;
  headers: Headers;
}

type Send = (url: string, init: RequestInit) => Promise<Response>;

/** A browser without a screen: keeps cookies for each origin, follows redirects, sends forms as pages do. */
export class Visitor {
  readonly #home: string;
  readonly #send: Send;
  readonly #jars = new Map<string, Map<string, string>>();

  /** `home` is where paths lead; `send` reaches it, any other origin is reached over the network. */
  constructor(home: string, send: Send = fetch) {
    this.#home = home;
    this.#send = send;
  }

  get cookies(): Map<string, string> {
    return this.#jar(this.#home);
  }

  async get(path: string): Promise<Visited> {
    return await this.#visit(new URL(path, this.#home), { method: 'GET' });
  }

  /** Without following where it leads. */
  async look(path: string, init: RequestInit = {}): Promise<Response> {
    return await this.#once(new URL(path, this.#home), { method: 'GET', ...init });
  }

  /** A form of a page that was seen before, with its hidden word. */
  async post(path: string, fields: Record<string, string>): Promise<Visited> {
    const headers = { origin: this.#home };
    return await this.#visit(new URL(path, this.#home), { method: 'POST', headers, body: new URLSearchParams(fields) });
  }

  /** Over the page to GitHub and back. */
  async signIn(to?: string): Promise<Visited> {
    return await this.get(`/sign-in/github${to === undefined ? '' : `?to=${encodeURIComponent(to)}`}`);
  }

  async #visit(start: URL, first: RequestInit): Promise<Visited> {
    let [url, init] = [start, first];
    for (let hop = 0; hop < 10; hop += 1) {
      const response = await this.#once(url, init);
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || location === null)
        return { status: response.status, url: url.href, text: await response.text(), headers: response.headers };
      await response.body?.cancel();
      url = new URL(location, url);
      init = { method: 'GET' };
    }
    throw new Error(`${start.href} redirects without end`);
  }

  async #once(url: URL, init: RequestInit): Promise<Response> {
    const jar = this.#jar(url.origin);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = new Headers(init.headers);
    if (cookie !== '') headers.set('cookie', cookie);
    const send = url.origin === this.#home ? this.#send : fetch;
    const response = await send(url.href, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }

  #jar(origin: string): Map<string, string> {
    const known = this.#jars.get(origin) ?? new Map<string, string>();
    this.#jars.set(origin, known);
    return known;
  }
}

/** The word that the forms of a page bear. */
export function csrfIn(page: Visited): string {
  return /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
}
