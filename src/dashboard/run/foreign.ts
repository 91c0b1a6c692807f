import { clip, firstLine } from '../../text/clip.ts';
import { showHidden } from '../../text/show-hidden.ts';
import { visible } from '../../text/visible.ts';

/*
 * Foreign text on pages. The html tag escapes whatever is put into it; what is left to do is to cut what is long and to
 * take out what would make it read otherwise than it is.
 */

/** One line. */
export const line = (text: string, max = 300): string => firstLine(visible(text), max);

/** Several lines, for a `pre`. */
export const block = (text: string, max = 20_000): string => clip(visible(text), max);

/** Code: nothing is left out, and characters that do not show are named. */
export const code = (text: string, max: number): string => showHidden(clip(text, max));
