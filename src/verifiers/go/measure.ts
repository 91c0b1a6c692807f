import { randomUUID } from 'node:crypto';
import type { Check, Measure } from '../types.ts';

/** Go counts statements itself; all packages are counted in the tests of each. */
export function measureGo(check: Check, paths: readonly string[]): Measure | null {
  const wanted = paths.filter((path) => path.endsWith('.go') && !path.endsWith('_test.go'));
  if (check.phase !== 'test' || check.argv.at(-1) !== './...' || wanted.length === 0) return null;
  const file = `/tmp/fettle-lines-${randomUUID()}`;
  const argv = [...check.argv.slice(0, -1), `-coverprofile=${file}`, '-coverpkg=./...', './...'];
  const read = ['sh', '-c', 'cat "$1"; rm -f "$1"', 'sh', file];
  return { check: { ...check, argv }, read, unrun: (output) => unrunIn(output, check.cwd, wanted) };
}

/** `example.com/shop/cart/cart.go:12.34,14.2 3 1`: a block by its places, its statements, how often it ran. */
const BLOCK = /^(\S+\.go):(\d+)\.\d+,(\d+)\.\d+ (\d+) (\d+)$/;
const MAX_LINES = 10_000;

/** A profile of several packages names a block once for each: it ran if it ran in one of them. */
function unrunIn(profile: string, cwd: string, paths: readonly string[]): Map<string, readonly number[]> {
  const files = new Map<string, { ran: Set<number>; not: Set<number> }>();
  for (const line of profile.split('\n')) {
    const [, name = '', from, to, statements, count] = BLOCK.exec(line) ?? [];
    if (name === '' || statements === '0') continue;
    const file = files.get(name) ?? { ran: new Set(), not: new Set() };
    files.set(name, file);
    const last = Math.min(Number(to), Number(from) + MAX_LINES);
    for (let at = Number(from); at <= last; at += 1) (count === '0' ? file.not : file.ran).add(at);
  }
  const found = new Map<string, readonly number[]>();
  for (const path of paths) {
    const inModule = cwd === '' ? path : path.slice(cwd.length + 1);
    // Blocks are named by import path: the shortest that ends so lies in this module.
    const names = [...files.keys()].filter((name) => name.endsWith(`/${inModule}`));
    const file = files.get(names.sort((a, b) => a.length - b.length)[0] ?? '');
    if (file !== undefined)
      found.set(
        path,
        [...file.not].filter((at) => !file.ran.has(at)).sort((a, b) => a - b),
      );
  }
  return found;
}
