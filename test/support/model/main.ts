import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Script } from './script.ts';
import { startModelServer } from './server.ts';

/**
 * The scripted model as a process of its own: `node main.ts --script FILE [--port N]`. FILE is a module whose default
 * export is a Script. Prints one JSON line with its URL; `GET /_requests` shows what it has seen.
 */
const { values } = parseArgs({ options: { script: { type: 'string' }, port: { type: 'string', default: '0' } } });
if (values.script === undefined) throw new Error('usage: node main.ts --script FILE [--port N]');
const { default: script } = (await import(pathToFileURL(resolve(values.script)).href)) as { default: Script };
const server = await startModelServer({ script, port: Number(values.port) });
console.log(JSON.stringify({ url: server.url }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void server.close().then(() => process.exit(0)));
}
