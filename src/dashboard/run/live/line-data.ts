import type { Numbered } from '../../../runs/views/timeline.ts';
import { attemptTitle, timelineLine } from '../timeline.ts';

/** What a browser is told of a line. `begun`: when the run began. */
export type LineData = (line: Numbered, begun: Date) => Promise<string>;

/** JSON with the line as a fragment of the page, made once for all who watch. */
export function lineDataOnce(): LineData {
  const made = new WeakMap<Numbered, Promise<string>>();
  return (line, begun) => {
    const known = made.get(line);
    if (known !== undefined) return known;
    const { attempt, kind } = line.event;
    const data = Promise.resolve(timelineLine(line, begun)).then((html) =>
      JSON.stringify({ attempt, title: attemptTitle(attempt), kind, html: String(html) }),
    );
    made.set(line, data);
    return data;
  };
}
