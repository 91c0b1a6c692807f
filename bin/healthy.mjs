// Exit code 0 while the process that serves pages here is well; for a container's health check. A worker, which has no port,
// and the set-up page, which has no database yet, are well as long as they run.
import { readFileSync } from 'node:fs';

const command = readFileSync('/proc/1/cmdline', 'utf8');
if (/\0worker\0/.test(command)) process.exit(0);
const { PORT = '3000' } = process.env;
const answer = await fetch(`http://127.0.0.1:${PORT}/healthz`, { signal: AbortSignal.timeout(4000) }).catch(() => null);
process.exit(answer !== null && (answer.ok || answer.status === 404) ? 0 : 1);
