import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startGitHub } from './github.ts';

/**
 * The double as a process of its own. Prints one line of JSON once it listens: url, appId, slug, privateKey,
 * webhookSecret, and what signing in with it takes. Driven through `/_admin/`; ends on SIGTERM, SIGINT or when its standard input is closed by `--with-parent`.
 */
const { values } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '0' },
    'app-id': { type: 'string', default: '4711' },
    slug: { type: 'string', default: 'fettle' },
    'private-key-file': { type: 'string' },
    'webhook-url': { type: 'string' },
    'webhook-secret': { type: 'string' },
    'with-parent': { type: 'boolean', default: false },
  },
});

const keyFile = values['private-key-file'];
const github = await startGitHub({
  host: values.host,
  port: Number(values.port),
  appId: Number(values['app-id']),
  slug: values.slug,
  ...(keyFile === undefined ? {} : { privateKey: readFileSync(keyFile, 'utf8') }),
  ...(values['webhook-url'] === undefined ? {} : { webhookUrl: values['webhook-url'] }),
  ...(values['webhook-secret'] === undefined ? {} : { webhookSecret: values['webhook-secret'] }),
});

const { url, appId, slug, privateKey, webhookSecret, signInEnv } = github;
process.stdout.write(`${JSON.stringify({ url, appId, slug, privateKey, webhookSecret, signInEnv })}\n`);

let ending = false;
function end(): void {
  if (ending) return;
  ending = true;
  void github.close().then(() => process.exit(0));
}
process.on('SIGTERM', end);
process.on('SIGINT', end);
if (values['with-parent']) process.stdin.on('end', end).resume();
