import { rank } from './rank.js';

/** The ticket to work on now, or null. */
export const next = (tickets) => rank(tickets.filter((ticket) => !ticket.closed))[0] ?? null;
