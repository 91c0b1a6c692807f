import { Block } from '../block.ts';
import type { Family, Reader, Sink } from '../finding.ts';

const ERROR = /^\[error\] ?(.*)$/;

/** sbt marks every line of a failure with `[error]`; a run of such lines is one finding. */
export const sbt: Family = {
  name: 'sbt',
  first: '[',
  create(sink: Sink): Reader {
    const block = new Block(sink);
    let at0 = -2;
    return {
      read(line, at) {
        const text = ERROR.exec(line)?.[1];
        if (text === undefined) {
          block.close();
          return false;
        }
        if (/^\s*(?:\^|Total time|$|-+$|one error found|\d+ errors? found|\(.*\) Compilation failed)/.test(text))
          return true;
        const place = /^(\S+\.\w+):(\d+)(?::(\d+))?: (.*)$/.exec(text);
        if (place || !block.isOpen || at > at0 + 1 || (/^(?:\(|\S+: )/.test(text) && !/^\s/.test(text))) {
          sink.tool('sbt');
          block.open({
            tool: 'sbt',
            kind: place ? 'compile' : 'error',
            title: text,
            at,
            max: 26,
            ...(place ? { file: place[1], line: Number(place[2]) } : {}),
          });
        } else block.add(text);
        at0 = at;
        return true;
      },
      end: () => block.close(),
    };
  },
};
