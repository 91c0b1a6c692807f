import { type Visited, Visitor } from './visitor.ts';

/** Somebody who goes through the set-up's pages in a browser without a screen. */
export class SetUpVisitor {
  readonly #visitor: Visitor;
  page: Visited | null = null;

  /** `printed` is the address that `npm start` prints. */
  constructor(home: string, send?: ConstructorParameters<typeof Visitor>[1]) {
    this.#visitor = new Visitor(home, send);
  }

  async open(path: string): Promise<string> {
    this.page = await this.#visitor.get(path);
    return this.text;
  }

  /** Sends a form of the page that is open, with its hidden fields. */
  async send(action: string, fields: Record<string, string> = {}): Promise<string> {
    const hidden = Object.fromEntries(
      [...this.#form(action).matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].map((match) => [
        match[1] as string,
        plain(match[2] as string),
      ]),
    );
    const base = this.page?.url ?? '';
    this.page = await this.#visitor.post(new URL(action, base).href, { ...hidden, ...fields });
    return this.text;
  }

  /** Where the form leads whose address has this in it. */
  action(part: string): string {
    const all = [...(this.page?.text ?? '').matchAll(/<form method="post" action="([^"]*)"/g)].map((it) =>
      plain(it[1] as string),
    );
    const found = all.find((it) => it.includes(part));
    if (found === undefined) throw new Error(`no form leads to ${part}: ${this.text}`);
    return found;
  }

  #form(action: string): string {
    const forms = (this.page?.text ?? '').split('<form ');
    return forms.find((it) => plain(it).includes(`action="${action}"`)) ?? '';
  }

  /** What a person reads. */
  get text(): string {
    const body = (this.page?.text ?? '').replace(/^[\s\S]*<main[^>]*>/, '');
    return plain(body.replaceAll(/<[^>]+>/g, ' '))
      .replaceAll(/\s+/g, ' ')
      .trim();
  }

  get status(): number {
    return this.page?.status ?? 0;
  }

  get headers(): Headers {
    return this.page?.headers ?? new Headers();
  }
}

function plain(html: string): string {
  return html
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
