import type { Model, ModelReply } from '../../agent/types.ts';
import type { GateRound } from '../record-store.ts';
import type { StoredTurn } from '../types.ts';

/** Thrown where the record has no more replies: the run ended there then, or went another way. */
export class RecordEnds extends Error {
  override readonly name = 'RecordEnds';
}

/** The agent's replies of an attempt, in order; those whose tools were interrupted are among them. */
export function agentReplies(stored: readonly StoredTurn[]): ModelReply[] {
  return stored.flatMap((entry, at) => {
    if (entry.kind === 'turn') return [entry.turn.reply];
    return entry.kind === 'intent' && stored[at + 1]?.kind !== 'turn' ? [entry.reply] : [];
  });
}

/** A model that says again what it said then, whatever it is asked. */
export class RecordedModel implements Model {
  readonly #agent: ModelReply[];
  readonly #rounds: readonly GateRound[];
  #round = 0;
  #judged = 0;
  readonly #all: number;

  constructor(stored: readonly StoredTurn[], rounds: readonly GateRound[]) {
    this.#agent = agentReplies(stored);
    this.#all = this.#agent.length;
    this.#rounds = rounds;
  }

  /** Agent's replies that were not asked for yet. */
  get left(): number {
    return this.#agent.length;
  }

  /** How many of the agent's replies were given. */
  get given(): number {
    return this.#all - this.left;
  }

  /** A gate is over: what the judge says next is of the next one. */
  nextRound(): void {
    this.#round += 1;
    this.#judged = 0;
  }

  // A judge is asked with a schema for its answer, an agent never is.
  async ask({ schema }: { schema?: Record<string, unknown> }): Promise<ModelReply> {
    if (schema === undefined) {
      const reply = this.#agent.shift();
      if (reply === undefined) throw new RecordEnds('the agent said no more then');
      return reply;
    }
    const reply = this.#rounds[this.#round]?.judgeReplies[this.#judged];
    if (reply === undefined) throw new RecordEnds('the judge was not asked this then');
    this.#judged += 1;
    return reply;
  }
}
