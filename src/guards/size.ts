import type { DiffFile, Finding, Guard, GuardInput } from './types.ts';

/** A change that nobody can review is stopped. The limits are the repository's own: `limits:` in .github/fettle.yml. */
export const size: Guard = {
  name: 'size',
  check: async ({ changes, diff, limits, read }) => {
    const findings: Finding[] = [];
    const { maxFiles, maxBytes } = limits;
    if (changes.length > maxFiles) {
      const why = `The change touches ${changes.length} files and the limit is ${maxFiles}. Do only what the task asks for, and leave generated files out.`;
      findings.push({ rule: 'size', file: '', hunk: null, why });
    }
    const sizes = await Promise.all(
      diff.map(async (file) => ({ path: file.path, bytes: await addedBytes(file, read) })),
    );
    const total = sizes.reduce((sum, it) => sum + it.bytes, 0);
    if (total > maxBytes) {
      const largest = sizes.reduce((a, b) => (b.bytes > a.bytes ? b : a));
      const why = `The change adds ${total} bytes and the limit is ${maxBytes}; most of them, ${largest.bytes}, in ${largest.path}. Leave out what is generated or not asked for.`;
      findings.push({ rule: 'size', file: largest.path, hunk: null, why });
    }
    return findings;
  },
};

async function addedBytes(file: DiffFile, read: GuardInput['read']): Promise<number> {
  if (file.binary) return Buffer.byteLength((await read('tree', file.path)) ?? '');
  return file.hunks.flatMap((hunk) => hunk.added).reduce((sum, line) => sum + Buffer.byteLength(line.text) + 1, 0);
}
