import { resolve } from 'node:path';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { verifyCheckout } from '../verifiers/checkout.ts';
import { createVerifyServer } from '../verifiers/mcp.ts';
import { gateResult, reportText } from '../verifiers/verify.ts';

/** The verify tool over stdio, for agents on a laptop. Runs on the person's own checkout, on this machine. */
export async function mcpCommand(args: readonly string[]): Promise<number> {
  const dir = resolve(args[0] ?? '.');
  console.error(`Fettle's verify tool for ${dir}; checks run on this machine, not in a sandbox.`);
  const server = createVerifyServer(async ({ scope }, progress, signal) => {
    const reports = await verifyCheckout(dir, {
      scope,
      signal,
      onProgress: (event) =>
        progress(
          event.kind === 'check_finished'
            ? `${event.report.check}: ${event.report.result}`
            : event.kind === 'check_started'
              ? event.check
              : event.what,
        ),
    });
    return { text: reportText(reports), passed: gateResult(reports, 'block').passed };
  });
  const transport = new StdioServerTransport();
  const closed = new Promise<void>((done) => {
    transport.onclose = done;
    process.stdin.once('end', done);
  });
  await server.connect(transport);
  await closed;
  return 0;
}
