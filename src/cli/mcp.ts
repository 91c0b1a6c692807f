import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { UserError } from '../errors.ts';
import { createVerifyServer, type VerifyTool } from '../verifiers/mcp.ts';
import { reportText } from '../verifiers/report-text.ts';
import type { VerifyProgress } from '../verifiers/types.ts';
import { interruption } from './interruption.ts';
import { requireFolder, verifyLocally } from './local-verification.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { seconds } from './terminal.ts';

/** A caller that hears nothing for a minute may give up; a check can take ten. */
const HEARTBEAT_MS = 10_000;

/**
 * The verify tool over stdio, for agents on a laptop, on the person's own checkout: on this machine, or with `--sandbox`
 * on a copy in containers. Ends when stdin does, and with it everything that was started.
 */
export async function mcpCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { sandbox: { type: 'boolean', default: false }, base: { type: 'string' } },
  });
  if (positionals.length > 1)
    throw new UserError(`Give one folder, not ${positionals.length}: ${positionals.join(' ')}`);
  const dir = resolve(positionals[0] ?? '.');
  await requireFolder(dir);
  const where = values.sandbox ? 'on a copy, in containers' : 'on this machine, not in a sandbox';
  const about = `Fettle's verify tool for ${dir}; checks run ${where}.`;
  console.error(about);

  const ended = interruption();
  const running = new Set<Promise<void>>();
  const run = verifyTool({ dir, base: values.base ?? null, sandbox: values.sandbox }, ended.signal);
  const server = createVerifyServer((...call) => {
    const job = run(...call);
    const settled: Promise<void> = job.then(
      () => void running.delete(settled),
      () => void running.delete(settled),
    );
    running.add(settled);
    return job;
  }, about);
  const transport = new StdioServerTransport();
  const over = new Promise<void>((done) => {
    process.stdin.once('end', done).once('close', done);
    // The client is gone, whatever stdin says.
    process.stdout.once('error', () => done());
    ended.signal.addEventListener('abort', () => done());
  });
  await server.connect(transport);
  await over;
  ended.stop('the client has gone');
  await Promise.all(running);
  await server.close();
  return ended.exitCode() ?? 0;
}

function verifyTool(where: { dir: string; base: string | null; sandbox: boolean }, ended: AbortSignal): VerifyTool {
  const inTurn = oneAtATime();
  return ({ scope }, progress, cancelled) => {
    const signal = AbortSignal.any([cancelled, ended]);
    const job = async () => {
      const heartbeat = new Heartbeat(progress);
      try {
        const result = await verifyLocally({ ...where, scope, signal, onProgress: (event) => heartbeat.event(event) });
        return { text: [reportText(result.reports), ...result.notes].join('\n\n'), passed: result.passed };
      } finally {
        heartbeat.end();
      }
    };
    return inTurn(job, signal, () => progress('waits for another verification of this checkout to end'));
  };
}

/** Progress of one call: what begins, what ended how, and in between that it is still under way. */
class Heartbeat {
  readonly #progress: (line: string) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #started = Date.now();
  #doing = 'verification';

  constructor(progress: (line: string) => void) {
    this.#progress = progress;
    this.#timer = setInterval(() => {
      progress(`${this.#doing} is under way, ${seconds(Date.now() - this.#started)} so far`);
    }, HEARTBEAT_MS);
  }

  event(event: VerifyProgress): void {
    if (event.kind === 'check_finished') {
      this.#progress(`${event.report.check}: ${event.report.result.replaceAll('_', ' ')}`);
      return;
    }
    this.#doing = event.kind === 'check_started' ? event.check : event.what;
    this.#progress(this.#doing);
  }

  end(): void {
    clearInterval(this.#timer);
  }
}
