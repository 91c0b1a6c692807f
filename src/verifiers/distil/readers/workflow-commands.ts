import type { Family, Reader, Sink } from '../finding.ts';

const COMMAND = /^::(error|warning)(?: (.*?))?::(.+)$/;

/** GitHub's own way to mark a place, as tools print it: `::error file=a.md,line=3,col=4::message`. */
export const workflowCommands: Family = {
  name: 'workflow commands',
  first: ':',
  create(sink: Sink): Reader {
    return {
      read(line, at) {
        const match = line.startsWith('::') ? COMMAND.exec(line) : null;
        if (!match) return false;
        const [, level, properties = '', message = ''] = match;
        const value = (key: string): string | undefined => new RegExp(`\\b${key}=([^,]+)`).exec(properties)?.[1];
        const file = value('file');
        const row = value('line');
        const place = [file, row, value('col')].filter((part) => part !== undefined).join(':');
        const text = message.replaceAll('%0A', '\n').replaceAll('%0D', '').replaceAll('%25', '%');
        const [title = '', ...body] = text.split('\n');
        sink.found({
          tool: 'actions',
          kind: level === 'error' ? 'lint' : 'hint',
          title: place ? `${place}: ${title}` : title,
          body: body.slice(0, 10),
          at,
          ...(file ? { file } : {}),
          ...(row ? { line: Number(row) } : {}),
        });
        return true;
      },
      end: () => undefined,
    };
  },
};
