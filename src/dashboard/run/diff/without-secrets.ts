import { secretsIn } from '../../../guards/secret.ts';
import type { Redactor } from '../../../text/redact.ts';
import { numbered, type ShownFile } from './diff-files.ts';

const HIDDEN = '[looks like a credential, so it is not shown]';
const KEY_BEGINS = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
const KEY_ENDS = /-----END [A-Z ]*PRIVATE KEY-----/;

/**
 * A change without credentials: new lines that the guard finds are left out whole, private keys too, and in all others
 * what has the shape of one is taken out. The lines stay as many as they are.
 */
export async function withoutSecrets(diff: readonly ShownFile[], redact: Redactor): Promise<ShownFile[]> {
  const found = new Set((await secretsIn(diff, '')).map(({ file, line }) => `${line ?? 0} ${file}`));
  return diff.map((file) => {
    let inKey = false;
    const safe = (mark: string, text: string, now: number | null): string => {
      const begins = KEY_BEGINS.test(text);
      const hidden = inKey || begins || (mark === '+' && found.has(`${now ?? 0} ${file.path}`));
      if (begins || KEY_ENDS.test(text)) inKey = begins && !KEY_ENDS.test(text);
      return mark + (hidden ? HIDDEN : redact(text));
    };
    const hunks = file.hunks.map((hunk) => ({
      ...hunk,
      header: redact(hunk.header),
      lines: numbered(hunk).map((row) => safe(row.mark, row.text, row.new)),
    }));
    return { ...file, hunks };
  });
}
