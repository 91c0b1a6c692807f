/** A part of a day, in minutes since midnight. */
export interface Slot {
  begin: number;
  end: number;
}

export const minutes = (slot: Slot): number => slot.end - slot.begin;
