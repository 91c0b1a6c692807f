import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/** The name of a variable that everything a command starts inherits, so that it is found again wherever it went. */
export const processMark = (): string => `FETTLE_CHECK_${randomBytes(8).toString('hex')}`;

/**
 * Signals a command's process group, and what left it: on Linux every process that carries the mark, also one that was
 * handed to init; elsewhere the descendants that `ps` knows. What has ended meanwhile is no error.
 */
export function signalAll(leader: number | undefined, mark: string, signal: NodeJS.Signals): void {
  if (leader === undefined) return;
  const others = process.platform === 'linux' ? marked(mark) : descendants(leader);
  for (const target of [-leader, ...others]) {
    try {
      process.kill(target, signal);
    } catch {
      // It has ended by itself.
    }
  }
}

function marked(mark: string): number[] {
  const found: number[] = [];
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry) || Number(entry) === process.pid) continue;
    try {
      if (readFileSync(`/proc/${entry}/environ`, 'latin1').includes(`${mark}=`)) found.push(Number(entry));
    } catch {
      // Another user's, or gone.
    }
  }
  return found;
}

function descendants(root: number): number[] {
  let listed: string;
  try {
    listed = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  } catch {
    return [];
  }
  const children = Map.groupBy(
    listed.split('\n').map((line) => line.trim().split(/\s+/).map(Number)),
    ([, parent]) => parent,
  );
  const found: number[] = [];
  const queue = [root];
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
    for (const [child] of children.get(pid) ?? []) {
      if (child === undefined || found.includes(child)) continue;
      found.push(child);
      queue.push(child);
    }
  }
  return found;
}
