import { z } from 'zod';

/** What the bridge in the sandbox (sandbox/bin/bridge.mjs) says. All of it can be the agent's own making. */
const Frame = z.discriminatedUnion('t', [
  /** A request to the model's API; `gone`: whoever sent it waits no longer. */
  z.strictObject({
    t: z.literal('http'),
    id: z.int(),
    method: z.string().max(20),
    path: z.string().max(2000),
    headers: z.record(z.string().max(100), z.string().max(4000)),
    body: z.string(),
  }),
  z.strictObject({ t: z.literal('gone'), id: z.int() }),
  /** A stream of lines: MCP, or one call of a hook. */
  z.strictObject({ t: z.literal('open'), id: z.int(), kind: z.enum(['mcp', 'hook']) }),
  z.strictObject({ t: z.literal('data'), id: z.int(), text: z.string() }),
  z.strictObject({ t: z.literal('close'), id: z.int() }),
  /** What the program printed. */
  z.strictObject({ t: z.literal('line'), text: z.string() }),
  z.strictObject({ t: z.literal('err'), text: z.string() }),
  z.strictObject({ t: z.literal('exit'), code: z.int() }),
]);
export type Frame = z.infer<typeof Frame>;

/** What the bridge is told. */
export type FrameIn =
  | { t: 'start'; argv: readonly string[]; env: Readonly<Record<string, string>>; stdin: string }
  | { t: 'answer'; id: number; status: number; headers: Readonly<Record<string, string>>; body: string }
  | { t: 'data'; id: number; text: string }
  | { t: 'close'; id: number };

export const frameLine = (frame: FrameIn): string => `${JSON.stringify(frame)}\n`;

/** One line of the bridge's; null for anything that is no frame. */
export function readFrame(line: string): Frame | null {
  try {
    return Frame.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

/**
 * Cuts a stream of bytes into lines. A line longer than `maxBytes` ends it: `onTooLong` is called once, and nothing after
 * that is read.
 */
export function lineReader(onLine: (line: string) => void, maxBytes: number, onTooLong: () => void) {
  let parts: Buffer[] = [];
  let held = 0;
  let over = false;
  return (chunk: Buffer): void => {
    let rest = chunk;
    while (!over) {
      const end = rest.indexOf(10);
      const piece = end === -1 ? rest : rest.subarray(0, end);
      held += piece.length;
      if (held > maxBytes) {
        over = true;
        parts = [];
        return onTooLong();
      }
      parts.push(piece);
      if (end === -1) return;
      const line = Buffer.concat(parts).toString('utf8');
      parts = [];
      held = 0;
      onLine(line);
      rest = rest.subarray(end + 1);
    }
  };
}
