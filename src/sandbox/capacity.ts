/** What the engine has, as its `info` says. */
export interface EngineSize {
  cpus: number;
  memoryBytes: number;
}

/**
 * How many sandboxes may be open at the same time: one a processor, and no more than fit into `budgetBytes` (null: half of
 * the engine's memory), each counted with the most it may use. At least one, since a smaller engine has to do as well.
 */
export function capacityOf(engine: EngineSize, oneBytes: number, budgetBytes: number | null): number {
  const budget = budgetBytes ?? engine.memoryBytes / 2;
  return Math.max(1, Math.min(engine.cpus, Math.floor(budget / oneBytes)));
}
