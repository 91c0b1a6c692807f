const EVERY_MS = 10_000;

/**
 * Progress on stderr, so that stdout holds the result alone: one line that is written over on a terminal; elsewhere, as in
 * a CI log, a line of its own now and then.
 */
export function progressPrinter(stream: NodeJS.WriteStream = process.stderr) {
  let last = '';
  let shownAt = 0;
  const over = (text: string) => stream.write(`\r\u001b[2K${text}`);
  return {
    progress: (text: string) => {
      last = text;
      if (stream.isTTY) over(text);
      else if (Date.now() - shownAt >= EVERY_MS) {
        shownAt = Date.now();
        stream.write(`${text}\n`);
      }
    },
    line: (text: string) => {
      if (stream.isTTY) over(`${text}\n${last}`);
      else stream.write(`${text}\n`);
    },
    end: () => {
      if (last !== '') stream.write(stream.isTTY ? '\n' : `${last}\n`);
    },
  };
}
