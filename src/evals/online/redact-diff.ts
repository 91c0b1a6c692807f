import type { Redactor } from '../../text/redact.ts';

/**
 * A diff without what looks like a credential, line by line: a private key goes over many lines, and taking them away
 * would make another diff, whose hunks no longer have the lines that their headers say.
 */
export function redactDiff(diff: string, redact: Redactor): string {
  let inKey = false;
  return diff
    .split('\n')
    .map((line) => {
      const mark = line.slice(0, 1);
      if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(line)) inKey = !/-----END /.test(line);
      else if (inKey) {
        if (/^(?:diff --git |@@ )/.test(line)) inKey = false;
        else {
          if (/-----END [A-Z ]*PRIVATE KEY-----/.test(line)) inKey = false;
          return /^[ +-]/.test(mark) ? `${mark}[redacted]` : line;
        }
      }
      return redact(line);
    })
    .join('\n');
}
