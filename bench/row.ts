/** One figure, beside what it was measured against in the same call. */
export interface Row {
  name: string;
  value: number;
  unit: string;
  /** The floor or peer, in the same unit; null where the target is on the value itself. */
  against: number | null;
  /** value / against. */
  ratio: number | null;
  /** Like `<= 1.6`, on the ratio where there is one, else on the value. */
  target: string;
}

/** A figure with its floor or peer. */
export function against(name: string, value: number, floor: number, unit: string, target: string): Row {
  return { name, value, unit, against: floor, ratio: value / floor, target };
}

/** A figure with a target of its own. */
export function alone(name: string, value: number, unit: string, target: string): Row {
  return { name, value, unit, against: null, ratio: null, target };
}

export function meets(row: Row): boolean {
  const [operator, bound] = row.target.split(' ');
  const value = row.ratio ?? row.value;
  return operator === '<=' ? value <= Number(bound) : value >= Number(bound);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
