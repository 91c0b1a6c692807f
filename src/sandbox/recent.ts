/**
 * Remembers what was asked for last, up to a total weight; what is asked for meanwhile is asked once. For answers that
 * never change, such as those about git objects. A failure is not remembered.
 */
export class Recent<V> {
  readonly #kept = new Map<string, { value: Promise<V>; weight: number }>();
  readonly #max: number;
  readonly #weigh: (value: V) => number;
  #total = 0;

  constructor(max: number, weigh: (value: V) => number) {
    this.#max = max;
    this.#weigh = weigh;
  }

  get(key: string, ask: () => Promise<V>): Promise<V> {
    const known = this.#kept.get(key);
    if (known !== undefined) {
      // Last in the order of insertion is what was used last.
      this.#kept.delete(key);
      this.#kept.set(key, known);
      return known.value;
    }
    const entry = { value: ask(), weight: 0 };
    this.#kept.set(key, entry);
    entry.value.then(
      (value) => {
        entry.weight = this.#weigh(value);
        if (this.#kept.get(key) === entry) this.#total += entry.weight;
        this.#forget();
      },
      () => this.#kept.delete(key),
    );
    return entry.value;
  }

  #forget(): void {
    for (const [key, { weight }] of this.#kept) {
      if (this.#total <= this.#max) return;
      this.#kept.delete(key);
      this.#total -= weight;
    }
  }
}
