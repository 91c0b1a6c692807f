import { offset } from '../../github/texts/figures.ts';
import type { RunEvent } from '../../runs/types.ts';
import { plain } from '../verify-table.ts';

/** `  +1:07  2  gate_judge  The judge approves`: time since the run began, attempt, kind, text. */
export function eventLine(event: RunEvent, begun: Date): string {
  const since = offset(event.at.getTime() - begun.getTime()).padStart(9);
  const text = plain(event.text).replaceAll('\n', ' ');
  return `${since}  ${String(event.attempt).padStart(2)}  ${event.kind.padEnd(15)}  ${text}`;
}
