#!/usr/bin/env node
// `npx fettle` may be started by any Node; the project runs on its own Node 24. Starts it again there when needed.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

// What can only be said to Node at its start. Short-lived objects get 1 MB instead of 32: a log of a gigabyte is read
// in little memory. A worker mostly waits, for models and for builds, and should hold little meanwhile: no last stage of
// optimisation for JavaScript, nor for the WebAssembly in Node's own fetch, whose compiler would keep more memory than all
// runs.
const LITTLE_GARBAGE = '--max-semi-space-size=1';
const MOSTLY_WAITING = [LITTLE_GARBAGE, '--optimize-for-size', '--no-opt', '--liftoff-only'];
const FLAGS = {
  start: MOSTLY_WAITING,
  worker: MOSTLY_WAITING,
  distil: [LITTLE_GARBAGE],
};
/** One pool of native memory for all threads. */
const ENVIRONMENT = { MALLOC_ARENA_MAX: '1' };

const major = Number(process.versions.node.split('.')[0]);
if (major >= 24) {
  const flags = FLAGS[process.argv[2]];
  if (flags !== undefined && process.platform !== 'win32' && !process.execArgv.includes(LITTLE_GARBAGE)) {
    // Takes this process's place: same pid, same files, no parent that has to pass signals on.
    const args = [process.execPath, ...flags, ...process.execArgv, ...process.argv.slice(1)];
    process.execve?.(process.execPath, args, { ...ENVIRONMENT, ...process.env });
  }
  // Compiled code of the last start: saves most of the time that a start takes, and the memory of the TypeScript parser.
  // Where the folder can't be written, nothing is kept and nothing is lost. A process that is killed has written it, too.
  module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/fettle', import.meta.url)));
  setTimeout(() => module.flushCompileCache(), 10_000).unref();
  await import('../src/main.ts');
} else {
  const own = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
  if (!existsSync(own)) {
    console.error(
      `Fettle needs Node 24 and this is ${process.version}. Run "npm ci" in Fettle's folder, or put Node 24 on PATH.`,
    );
    process.exit(1);
  }
  const child = spawn(own, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal !== null) process.kill(process.pid, signal);
    else process.exit(code ?? 1);
  });
}
