/** How long an answer is given again, ms. */
const KEEP_MS = 15_000;
/** Answers of one key; whoever asks for more starts anew. */
const MOST = 50;

/**
 * Gives what was made lately again, for each key and name. Keys are held weakly: what is kept for a viewer's sight goes
 * with it. What fails is not kept.
 */
export function lately<V>(now: () => number): (key: object, name: string, make: () => Promise<V>) => Promise<V> {
  const kept = new WeakMap<object, Map<string, { at: number; value: Promise<V> }>>();
  return async (key, name, make) => {
    const its = kept.get(key) ?? new Map<string, { at: number; value: Promise<V> }>();
    kept.set(key, its);
    const known = its.get(name);
    if (known !== undefined && now() - known.at < KEEP_MS) return await known.value;
    if (its.size >= MOST) its.clear();
    const value = make();
    its.set(name, { at: now(), value });
    value.catch(() => its.delete(name));
    return await value;
  };
}
