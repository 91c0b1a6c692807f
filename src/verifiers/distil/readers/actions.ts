import type { Family, Reader, Sink } from '../finding.ts';

const ERROR = /^(?:##\[error\]|::error(?:\s[^:]*)?::)(.+)$/;

/** GitHub Actions: error annotations other than a step's exit code. */
export const actions: Family = {
  name: 'actions',
  create(sink: Sink): Reader {
    return {
      read(line, at) {
        const text = ERROR.exec(line)?.[1]?.trim();
        if (text === undefined) return false;
        const dull = /^Process completed with exit code \d+|^Error: Process completed|^Final attempt failed/.test(text);
        if (!dull) sink.found({ tool: 'actions', kind: 'error', title: text, body: [], at, score: 9 });
        return true;
      },
      end() {},
    };
  },
};
