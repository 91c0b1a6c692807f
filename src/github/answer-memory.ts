import { statusOf } from './patience.ts';

export interface Answer {
  status: number;
  headers: Record<string, string | number | undefined>;
  data: unknown;
}
export type Request = (route: string, parameters: Record<string, unknown>) => Promise<Answer>;

/** Characters of answers that one process keeps, the least used go first. An answer above a tenth of it is not kept. */
const MAX_CHARACTERS = 20_000_000;

/**
 * Answers by what was asked, with their ETags: GitHub says "not modified" in a few bytes, and counts that as nothing.
 * It is the server who says that an answer still holds, so nothing here can be out of date.
 */
export class AnswerMemory {
  readonly #kept = new Map<string, { etag: string; answer: Answer; size: number }>();
  readonly #max: number;
  #size = 0;

  constructor(maxCharacters = MAX_CHARACTERS) {
    this.#max = maxCharacters;
  }

  /** The same request, asked with the ETag of its last answer. `scope` keeps what one may see from another. */
  remembering(request: Request, scope: string): Request {
    return async (route, parameters) => {
      if (!route.startsWith('GET ')) return request(route, parameters);
      const key = `${scope} ${route} ${JSON.stringify(parameters)}`;
      const known = this.#kept.get(key);
      try {
        const headers = known === undefined ? {} : { headers: { 'if-none-match': known.etag } };
        const answer = await request(route, { ...parameters, ...headers });
        this.#keep(key, answer);
        return answer;
      } catch (error) {
        if (known === undefined || statusOf(error) !== 304) throw error;
        this.#drop(key);
        this.#put(key, known);
        return known.answer;
      }
    };
  }

  #keep(key: string, answer: Answer): void {
    this.#drop(key);
    const { etag } = answer.headers;
    if (typeof etag !== 'string' || answer.status !== 200) return;
    const size = key.length + (JSON.stringify(answer.data) ?? '').length;
    if (size <= this.#max / 10) this.#put(key, { etag, answer, size });
  }

  /** A map remembers the order in which keys were put, so the first one is the one that was used longest ago. */
  #put(key: string, entry: { etag: string; answer: Answer; size: number }): void {
    this.#kept.set(key, entry);
    this.#size += entry.size;
    for (const oldest of this.#kept.keys()) {
      if (this.#size <= this.#max) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    this.#size -= this.#kept.get(key)?.size ?? 0;
    this.#kept.delete(key);
  }
}
