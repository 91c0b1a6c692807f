/** Gives each text a number, from 0, and keeps it. */
export class Names {
  readonly #numbers = new Map<string, number>();
  readonly all: string[] = [];

  numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.all.length);
    return this.all.push(name) - 1;
  }

  /** Undefined for a text that has none. */
  find(name: string): number | undefined {
    return this.#numbers.get(name);
  }

  /** 1 at the number of each of these texts that is known, else 0. */
  mask(names: Iterable<string>): Uint8Array {
    const mask = new Uint8Array(this.all.length);
    for (const name of names) {
      const number = this.#numbers.get(name);
      if (number !== undefined) mask[number] = 1;
    }
    return mask;
  }
}
