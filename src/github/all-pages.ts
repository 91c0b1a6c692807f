/** What GitHub gives at most on one page. */
export const PER_PAGE = 100;
/** Pages of one list that are asked for at the same time. */
const AT_ONCE = 6;
/** 30,000 items; more are left out. */
const MAX_PAGES = 300;

/** Every item of a list that tells its length: the first page says how many there are, the others are asked for a few at a time. */
export async function allPages<T>(ask: (page: number) => Promise<{ total: number; items: T[] }>): Promise<T[]> {
  const first = await ask(1);
  const items = [...first.items];
  const last = Math.min(MAX_PAGES, Math.ceil(first.total / PER_PAGE));
  for (let page = 2; page <= last; page += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, last - page + 1) }, (_, i) => page + i);
    for (const more of await Promise.all(numbers.map(ask))) items.push(...more.items);
  }
  return items;
}
