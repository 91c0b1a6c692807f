import { inComponent } from '../components.ts';
import type { RepoFiles } from '../types.ts';

const TEST_FILE = /(^|\/)test\/.*\.[cm]?[jt]s$|(^|\/)test(-[^/]*)?\.[cm]?[jt]s$|[._-]test\.[cm]?[jt]s$/;
const INSTALLED = /(^|\/)node_modules\//;
/** Test files that are looked into for what they import. */
const MAX_READ = 20;

/** The runner built into Node or Bun that a component's test files import, where no script and no dependency says more. */
export async function builtInRunner(
  component: string,
  inner: readonly string[],
  files: RepoFiles,
): Promise<'node' | 'bun' | null> {
  let read = 0;
  for (const path of await files.list()) {
    if (!inComponent(component, path) || !TEST_FILE.test(path) || INSTALLED.test(path)) continue;
    if (inner.some((other) => other !== component && inComponent(other, path) && other.length > component.length))
      continue;
    const text = (await files.read(path)) ?? '';
    if (/['"]node:test['"]/.test(text)) return 'node';
    if (/['"]bun:test['"]/.test(text)) return 'bun';
    read += 1;
    if (read >= MAX_READ) return null;
  }
  return null;
}
