export type FaultKind =
  | '401'
  | '403-secondary-limit'
  | '403'
  | '404'
  | '422'
  | '429'
  | '500'
  | '502'
  | '503'
  /** The socket is cut before anything happened. */
  | 'drop-connection-before'
  /** What was asked is done, but the answer never arrives. */
  | 'drop-after-effect';

export interface Fault {
  /** Tested against `METHOD /path`, the path without `/api/v3` and with its query. */
  match: string | RegExp;
  kind: FaultKind;
  /** How many requests it hits; 1 when left out. */
  times?: number;
  /** The header of limits, in seconds; 1 when left out. */
  retryAfter?: number;
}

export interface ArmedFault {
  kind: FaultKind;
  retryAfter: number;
  /** How many requests it has hit. */
  hits: number;
}

/** Faults on demand, the oldest that matches first. */
export class FaultList {
  readonly #armed: { fault: Fault; left: number; armed: ArmedFault }[] = [];

  add(fault: Fault): ArmedFault {
    const armed: ArmedFault = { kind: fault.kind, retryAfter: fault.retryAfter ?? 1, hits: 0 };
    this.#armed.push({ fault, left: fault.times ?? 1, armed });
    return armed;
  }

  clear(): void {
    this.#armed.length = 0;
  }

  take(request: string): ArmedFault | null {
    for (const it of this.#armed) {
      if (it.left <= 0 || !new RegExp(it.fault.match).test(request)) continue;
      it.left -= 1;
      it.armed.hits += 1;
      return it.armed;
    }
    return null;
  }
}
