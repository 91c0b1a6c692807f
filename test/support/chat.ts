import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a chat's webhook was sent, and what it answers; a port of its own that can be closed and opened again. */
export interface Chat {
  /** With a token in its path, as chats have it. */
  readonly url: string;
  readonly token: string;
  /** The texts of messages that were taken. */
  readonly texts: string[];
  /** Every request that came in, taken or not. */
  readonly seen: { type: string | undefined; body: unknown }[];
  /** The next answers; 200 when there are none left. */
  readonly answers: { status: number; headers?: Record<string, string>; body?: string }[];
  open(): Promise<void>;
  close(): Promise<void>;
}

/** A receiver like Slack's, closed until it is opened; its address is known from the start. */
export async function chat(): Promise<Chat> {
  const token = 'T0B1-very-secret-token-of-the-chat';
  const texts: string[] = [];
  const seen: Chat['seen'] = [];
  const answers: Chat['answers'] = [];
  let server: Server | null = null;

  const listen = async (port: number): Promise<number> => {
    const made = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { text: string };
        seen.push({ type: request.headers['content-type'], body });
        const { status, headers = {}, body: said = 'ok' } = answers.shift() ?? { status: 200 };
        if (status < 300) texts.push(body.text);
        response.writeHead(status, headers).end(said);
      });
    });
    await new Promise<void>((resolve) => made.listen(port, '127.0.0.1', resolve));
    server = made;
    return (made.address() as AddressInfo).port;
  };
  const close = async () => {
    const open = server;
    server = null;
    open?.closeAllConnections();
    if (open !== null) await new Promise((resolve) => open.close(resolve));
  };

  const port = await listen(0);
  await close();
  return {
    url: `http://127.0.0.1:${port}/services/${token}`,
    token,
    texts,
    seen,
    answers,
    open: async () => void (await listen(port)),
    close,
  };
}
