export type Json = Record<string, unknown>;

export interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** Sent as it is instead of JSON. */
  text?: string;
}

/** An answer other than success, in the shape GitHub gives it. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly errors: readonly (Json | string)[] | null;
  /** Nobody who knows GitHub would have sent it. */
  readonly unexpected: boolean;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    message: string,
    more: { errors?: readonly (Json | string)[]; unexpected?: boolean; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.status = status;
    this.errors = more.errors ?? null;
    this.unexpected = more.unexpected ?? false;
    this.headers = more.headers ?? {};
  }

  reply(): Reply {
    const body: Json = { message: this.message, documentation_url: 'https://docs.github.com/rest' };
    if (this.errors !== null) body.errors = this.errors;
    return { status: this.status, body: { ...body, status: String(this.status) }, headers: this.headers };
  }
}

export const notFound = (message = 'Not Found'): HttpError => new HttpError(404, message);

/** `code` is GitHub's: missing, missing_field, invalid, already_exists, custom. */
export function invalid(resource: string, field: string, code: string, message?: string): HttpError {
  return new HttpError(422, 'Validation Failed', {
    errors: [{ resource, field, code, ...(message === undefined ? {} : { message }) }],
  });
}

export const ok = (body: unknown, headers?: Record<string, string>): Reply =>
  headers === undefined ? { status: 200, body } : { status: 200, body, headers };
export const created = (body: unknown): Reply => ({ status: 201, body });
export const noContent = (): Reply => ({ status: 204 });

/** Cuts a list into GitHub's pages and says in `Link` where the others are. */
export function page(url: URL, items: readonly unknown[], wrap?: string): Reply {
  const perPage = Math.min(100, Math.max(1, Number(url.searchParams.get('per_page') ?? 30) || 30));
  const number = Math.max(1, Number(url.searchParams.get('page') ?? 1) || 1);
  const last = Math.max(1, Math.ceil(items.length / perPage));
  const slice = items.slice((number - 1) * perPage, number * perPage);
  const link = (to: number, rel: string): string => {
    const target = new URL(url);
    target.searchParams.set('page', String(to));
    target.searchParams.set('per_page', String(perPage));
    return `<${target.href}>; rel="${rel}"`;
  };
  const links: string[] = [];
  if (number > 1) links.push(link(number - 1, 'prev'), link(1, 'first'));
  if (number < last) links.push(link(number + 1, 'next'), link(last, 'last'));
  const body = wrap === undefined ? slice : { total_count: items.length, [wrap]: slice };
  return ok(body, links.length === 0 ? undefined : { link: links.join(', ') });
}
