import { stat } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { clip } from '../text/clip.ts';
import { headCommit, mergeBase, requireGit } from '../verifiers/directory-files.ts';
import { verifyCheckout } from '../verifiers/checkout.ts';
import { gateResult } from '../verifiers/gate-result.ts';
import type { Report, VerifyProgress } from '../verifiers/types.ts';

export interface LocalSpec {
  /** Absolute path of the checkout, or of a folder in it: then that folder is looked at as if it were all there is. */
  dir: string;
  scope: 'changed' | 'all';
  /** What to compare with instead of the last commit: a branch or a commit. */
  base: string | null;
  sandbox: boolean;
  signal: AbortSignal;
  onProgress: (event: VerifyProgress) => void;
}

export interface LocalResult {
  dir: string;
  ranOn: 'host' | 'sandbox';
  scope: 'changed' | 'all';
  /** The commit that paths, and in a sandbox failures, were compared with; null where there is none. */
  base: string | null;
  reports: Report[];
  passed: boolean;
  /** What the reader must know to judge the reports. */
  notes: string[];
  durationMs: number;
}

/** What `fettle verify`, its stop hook and `fettle mcp` share: the verifiers on a checkout, here or in a sandbox. */
export async function verifyLocally(spec: LocalSpec): Promise<LocalResult> {
  const started = performance.now();
  const { dir, scope, sandbox, signal, onProgress } = spec;
  await requireFolder(dir);
  const base = await compareWith(spec);
  const options = { scope, signal, onProgress, ...(base === null ? {} : { since: base }) };
  const { reports, gateFiles, changed } = sandbox
    ? await (await import('./sandboxed-checkout.ts')).verifyInSandbox(dir, options)
    : await verifyCheckout(dir, options);
  const notes: string[] = [];
  if (scope === 'changed' && changed === 0) notes.push('Nothing differs, so every check was run.');
  if (gateFiles.length > 0) {
    notes.push(`Changed, and they decide what the checks do: ${clip(gateFiles.join(', '), 300)}.`);
  }
  return {
    dir,
    ranOn: sandbox ? 'sandbox' : 'host',
    scope,
    base,
    reports,
    passed: gateResult(reports).passed,
    notes,
    durationMs: Math.round(performance.now() - started),
  };
}

export async function requireFolder(dir: string): Promise<void> {
  const found = await stat(dir).catch(() => null);
  if (found === null) throw new UserError(`${dir} does not exist: give a folder to verify.`);
  if (!found.isDirectory()) throw new UserError(`${dir} is not a folder: give the folder to verify.`);
}

/** Without git there is no saying what changed: then everything is checked, which a sandbox can't do without it. */
async function compareWith({ dir, base, sandbox }: LocalSpec): Promise<string | null> {
  if (base !== null) return mergeBase(dir, base);
  if (sandbox) return headCommit(dir);
  return requireGit(dir).then(
    () => headCommit(dir),
    () => null,
  );
}
