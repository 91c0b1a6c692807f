/**
 * Characters that show nothing or reorder what is shown: controls but tab and line feed, bidirectional marks, zero-width
 * spaces and joiners of words, soft hyphens, and the tag characters and rows of variation selectors that can carry a hidden
 * message. The joiners inside emoji and some scripts (U+200C, U+200D) stay, and so does a selector alone.
 */
export const HIDDEN =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]{2,}/gu;

/** Text as it looks, with `\n` for line ends: what a person read is what is passed on. Lone surrogates are replaced. */
export function visible(text: string): string {
  return text.toWellFormed().replaceAll(/\r\n?/g, '\n').replaceAll(HIDDEN, '');
}
