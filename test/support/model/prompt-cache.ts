import { createHash } from 'node:crypto';
import { blocksOf, type MessagesBody } from './messages-api.ts';

export interface InputUsage {
  input_tokens: number;
  cache_read_input_tokens: number;
  cache_creation_input_tokens: number;
}

/** As the API documents it: an entry is written at each breakpoint, and read up to 20 blocks before one. */
const LOOK_BACK = 20;

/**
 * Counts what a request reads from and writes to the cache, as the API does: tools, system and messages make one
 * sequence of blocks; a prefix is found only where an earlier request had written it. About four characters a token.
 */
export class PromptCache {
  readonly #written = new Set<string>();
  readonly #minTokens: number;

  constructor(minTokens: number) {
    this.#minTokens = minTokens;
  }

  use(body: MessagesBody): InputUsage {
    const prefixes = prefixesOf(body);
    const total = prefixes.at(-1)?.tokens ?? 0;
    const marked = prefixes.flatMap((prefix, at) => (prefix.marked && prefix.tokens >= this.#minTokens ? [at] : []));
    let read = 0;
    for (const at of marked) {
      for (const prefix of prefixes.slice(Math.max(0, at - LOOK_BACK), at + 1)) {
        if (this.#written.has(prefix.hash)) read = Math.max(read, prefix.tokens);
      }
    }
    const last = prefixes[marked.at(-1) ?? -1]?.tokens ?? 0;
    for (const at of marked) this.#written.add(prefixes[at]?.hash ?? '');
    return {
      input_tokens: total - Math.max(read, last),
      cache_read_input_tokens: read,
      cache_creation_input_tokens: Math.max(0, last - read),
    };
  }
}

interface Prefix {
  hash: string;
  tokens: number;
  marked: boolean;
}

function prefixesOf(body: MessagesBody): Prefix[] {
  const system = typeof body.system === 'string' ? [{ type: 'text', text: body.system }] : (body.system ?? []);
  const pieces: { where: string; block: Record<string, unknown> }[] = [
    ...(body.tools ?? []).map((block) => ({ where: 'tool', block })),
    ...system.map((block) => ({ where: 'system', block })),
    ...body.messages.flatMap((message) => blocksOf(message).map((block) => ({ where: message.role, block }))),
  ];
  let hash = createHash('sha256').update(body.model).digest('hex');
  let chars = 0;
  return pieces.map(({ where, block }) => {
    const { cache_control: mark, ...content } = block;
    const text = JSON.stringify(content);
    hash = createHash('sha256').update(hash).update(where).update(text).digest('hex');
    chars += text.length;
    return { hash, tokens: Math.ceil(chars / 4), marked: mark !== undefined && mark !== null };
  });
}
