import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Child {
  process: ChildProcess;
  /** The next line it prints; rejects when it ends first. */
  line(): Promise<string>;
  kill9(): Promise<void>;
}

/** A program of `fixtures/` as a real process. */
export function child(name: string, ...args: string[]): Child {
  const path = fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
  const process_ = spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: process_.stdout });
  const exit = once(process_, 'exit');
  return {
    process: process_,
    line: async () => {
      const ended = exit.then(([code]) => {
        throw new Error(`${name} ended with ${String(code)}`);
      });
      ended.catch(() => {});
      const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string];
      return line;
    },
    kill9: async () => {
      process_.kill('SIGKILL');
      await exit;
    },
  };
}
