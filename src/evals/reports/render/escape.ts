import { showHidden } from '../../../text/show-hidden.ts';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Foreign text for HTML and SVG, in text and in attributes. What does not show is made to. */
export const escapeHtml = (text: string): string =>
  showHidden(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] as string);
