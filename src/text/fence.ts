import { createHash } from 'node:crypto';

/**
 * Wraps foreign text for a prompt so that it can't close its own fence: the tag carries a hash of the content, which
 * the content can't contain. Everything inside is data; prompts say so once.
 */
export function fence(label: string, body: string): string {
  const tag = `data-${createHash('sha256').update(body).digest('hex').slice(0, 12)}`;
  return `<${tag} source="${label.replaceAll(/[^\w .:/@#-]/g, '_')}">\n${body}\n</${tag}>`;
}
