import { firstLine } from '../text/clip.ts';
import type { VerifyProgress } from '../verifiers/types.ts';
import { seconds } from './terminal.ts';
import { plain } from './verify-table.ts';

export interface ProgressStream {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

const REDRAW_MS = 500;
const CLEAR = '\r\u001b[K';

/** What is running right now: one line that is redrawn on a terminal, elsewhere a line for each thing that begins. */
export function verifyProgress(stream: ProgressStream): { event: (event: VerifyProgress) => void; end: () => void } {
  const live = stream.isTTY === true;
  const running = new Map<string, number>();
  /** Dependencies, or a check on base: told until the next thing happens. */
  let preparing: string | null = null;
  let done = 0;
  const draw = () => {
    const now = Date.now();
    const parts = [...running].map(([what, since]) => `${what} (${seconds(now - since)})`);
    const all = [...parts, ...(preparing === null ? [] : [preparing])].map(plain).join(', ');
    const line = `  ${done} done${all === '' ? '' : `, running: ${all}`}`;
    stream.write(CLEAR + firstLine(line.replaceAll('\n', ' '), Math.max(20, (stream.columns || 80) - 1)));
  };
  const timer = live ? setInterval(draw, REDRAW_MS).unref() : undefined;
  return {
    event(event) {
      if (event.kind === 'check_finished') {
        done += 1;
        running.delete(event.report.check);
      } else if (event.kind === 'check_started') running.set(event.check, Date.now());
      preparing = event.kind === 'preparing' ? event.what : null;
      if (live) draw();
      else if (event.kind === 'check_started') stream.write(`  … ${plain(event.check)}\n`);
      else if (event.kind === 'preparing') stream.write(`  … ${plain(event.what)}\n`);
    },
    end() {
      clearInterval(timer);
      if (live) stream.write(CLEAR);
    },
  };
}
