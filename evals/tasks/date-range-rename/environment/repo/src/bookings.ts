import { type DateRange, contains, overlap } from './date-range.ts';
import { type Slot, minutes } from './slots.ts';

export interface Booking {
  room: string;
  range: DateRange;
  slot: Slot;
}

export const busyOn = (bookings: Booking[], room: string, day: number): number =>
  bookings
    .filter((booking) => booking.room === room && contains(booking.range, day))
    .reduce((sum, booking) => sum + minutes(booking.slot), 0);

export function conflicts(bookings: Booking[], wanted: Booking): Booking[] {
  return bookings.filter(
    ({ room, range, slot }) =>
      room === wanted.room &&
      overlap(range, wanted.range) !== null &&
      slot.begin < wanted.slot.end &&
      wanted.slot.begin < slot.end,
  );
}

/** Sorted by the day on which the room is free again. */
export const byRelease = (bookings: Booking[]): Booking[] =>
  bookings.toSorted((a, b) => a.range['end'] - b.range['end'] || a.slot.end - b.slot.end);
