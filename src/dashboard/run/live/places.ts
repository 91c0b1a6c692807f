/** `ofOne`: of one person, once half of all places are taken: nobody can take them all. */
export interface PlaceLimits {
  all: number;
  ofOne: number;
}

/** Who watches now. */
export class Places {
  readonly #limits: PlaceLimits;
  readonly #taken = new Map<string, number>();
  #all = 0;

  constructor(limits: PlaceLimits) {
    this.#limits = limits;
  }

  /** What gives the place back; null where there is none left. */
  take(login: string): (() => void) | null {
    const { all, ofOne } = this.#limits;
    const most = this.#all < all / 2 ? all : ofOne;
    if (this.#all >= all || (this.#taken.get(login) ?? 0) >= most) return null;
    this.#count(login, 1);
    return () => this.#count(login, -1);
  }

  #count(login: string, by: 1 | -1): void {
    const mine = (this.#taken.get(login) ?? 0) + by;
    if (mine === 0) this.#taken.delete(login);
    else this.#taken.set(login, mine);
    this.#all += by;
  }
}
