import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { Hono } from 'hono';

const FOLDER = new URL('assets/', import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * The files of assets/, read once. Browsers keep them and ask each time whether they are still the same, so that an
 * upgrade never mixes an old style with new pages.
 */
export function assets(): Hono {
  const files = new Map(
    readdirSync(FOLDER).map((name) => {
      const content = readFileSync(new URL(name, FOLDER));
      const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
      return [name, { content, etag, type: TYPES[extname(name)] ?? 'application/octet-stream' }];
    }),
  );
  return new Hono().get('/assets/:name', (context) => {
    const file = files.get(context.req.param('name'));
    if (file === undefined) return context.text('not found\n', 404);
    const headers = { etag: file.etag, 'cache-control': 'no-cache', 'content-type': file.type };
    if (context.req.header('if-none-match')?.includes(file.etag)) return context.body(null, 304, headers);
    return context.body(file.content, 200, headers);
  });
}
