const NEWLINE = 10;

/**
 * Finds lines that hold one of many short words, in one pass over the bytes (Aho-Corasick, as a table). Regular
 * expressions with that many alternatives, or one search a word, are ten times slower, and a long log is read whole.
 * In a word, `0` stands for any digit and a line break for the start of a line; case does not matter.
 */
export class Keywords {
  /** Byte classes: letters fold to lower case, all digits are one class, unused bytes another. */
  readonly #classOf = new Uint8Array(256);
  /** For each state and class the next state; a state is the index of its first entry. */
  readonly #next: Uint32Array;
  /** States from here on end a word. */
  readonly #accept: number;
  readonly #lineStart: number;
  /** Results of `find`: start of the line that was found, and line breaks passed on the way. */
  start = 0;
  passed = 0;

  constructor(words: readonly string[]) {
    const needles = words.map((word) => Buffer.from(word.toLowerCase()));
    let classes = 1;
    const classFor = (byte: number): number => {
      const known = this.#classOf[byte] as number;
      if (known !== 0) return known;
      this.#classOf[byte] = classes;
      return classes++;
    };
    classFor(NEWLINE);
    for (const needle of needles) for (const byte of needle) classFor(byte);
    for (let upper = 65; upper <= 90; upper += 1) this.#classOf[upper] = this.#classOf[upper + 32] as number;
    for (let digit = 49; digit <= 57; digit += 1) this.#classOf[digit] = this.#classOf[48] as number;

    const stride = classes;
    // The trie, then its failure links in breadth-first order, then the table.
    const children: Map<number, number>[] = [new Map()];
    const ends = new Set<number>();
    for (const needle of needles) {
      let state = 0;
      for (const byte of needle) {
        const at = this.#classOf[byte] as number;
        let child = children[state]?.get(at);
        if (child === undefined) {
          child = children.push(new Map()) - 1;
          children[state]?.set(at, child);
        }
        state = child;
      }
      ends.add(state);
    }
    const count = children.length;
    const full = new Uint16Array(count * stride);
    const fail = new Uint16Array(count);
    const queue = [0];
    for (let head = 0; head < queue.length; head += 1) {
      const state = queue[head] as number;
      const fallback = (fail[state] as number) * stride;
      const row = state * stride;
      if (state !== 0) full.copyWithin(row, fallback, fallback + stride);
      for (const [at, child] of children[state] as Map<number, number>) {
        fail[child] = state === 0 ? 0 : (full[fallback + at] as number);
        if (ends.has(fail[child] as number)) ends.add(child);
        full[row + at] = child;
        queue.push(child);
      }
    }
    // Renumbered so that one comparison tells whether a word ended.
    const order = [...Array(count).keys()].sort((a, b) => Number(ends.has(a)) - Number(ends.has(b)) || a - b);
    const place = new Uint16Array(count);
    order.forEach((state, index) => {
      place[state] = index;
    });
    this.#accept = (count - ends.size) * stride;
    this.#next = new Uint32Array(count * stride);
    for (let state = 0; state < count; state += 1) {
      const to = (place[state] as number) * stride;
      for (let at = 0; at < stride; at += 1)
        this.#next[to + at] = (place[full[state * stride + at] as number] as number) * stride;
    }
    this.#lineStart = this.#next[(place[0] as number) * stride + (this.#classOf[NEWLINE] as number)] as number;
  }

  /** True when a line that starts in `from`..`end` holds a word; `from` is the start of a line. */
  find(text: Buffer, from: number, end: number): boolean {
    const next = this.#next;
    const classOf = this.#classOf;
    const accept = this.#accept;
    let state = this.#lineStart;
    let start = from;
    let previous = from;
    let passed = 0;
    for (let at = from; at < end; at += 1) {
      const byte = text[at] as number;
      if (byte === NEWLINE) {
        previous = start;
        start = at + 1;
        passed += 1;
      }
      state = next[state + (classOf[byte] as number)] as number;
      if (state >= accept) {
        // A word that ends with the line break belongs to the line before it.
        this.start = byte === NEWLINE ? previous : start;
        this.passed = byte === NEWLINE ? passed - 1 : passed;
        return true;
      }
    }
    this.start = end;
    this.passed = passed;
    return false;
  }
}
