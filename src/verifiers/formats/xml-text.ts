import { stripVTControlCharacters } from 'node:util';

/** What XML 1.0 can't hold even as a reference, and what would only confuse a reader. */
// oxlint-disable-next-line no-control-regex
const IMPOSSIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g;
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const clean = (text: string): string =>
  stripVTControlCharacters(text).toWellFormed().replaceAll(/\r\n?/g, '\n').replaceAll(IMPOSSIBLE, '');

/** Any text as the content of an element. */
export const xmlText = (text: string): string => clean(text).replaceAll(/[&<>"]/g, (it) => ESCAPES[it] ?? it);

/** Any text as the value of an attribute; line ends and tabs survive. */
export const xmlAttribute = (text: string | number): string =>
  xmlText(String(text)).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
