import { Worker } from 'node:worker_threads';
import type { ParserAttack } from './in-parsers.ts';

/** Far above what any of them takes: what is not done by then would not be done in an hour either. */
const PATIENCE_MS = 30_000;
const MEMORY_MB = 1024;

const SCRIPT = `
  const { parentPort, workerData } = require('node:worker_threads');
  (async () => {
    const { url, call, args } = workerData;
    const parse = (await import(url))[call];
    const given = eval(args);
    parentPort.postMessage('begun');
    const found = await parse(...given);
    parentPort.postMessage(require('node:util').inspect(found, { depth: 4 }).slice(0, 100000));
  })();
`;

/** What the parser made of it, as text, cut. Throws when it takes for ever, or ends its thread. */
export async function parseInThread({ module, call, args }: ParserAttack): Promise<string> {
  const url = new URL(`../../${module}`, import.meta.url).href;
  const worker = new Worker(SCRIPT, {
    eval: true,
    workerData: { url, call, args },
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  const ended = Promise.withResolvers<string>();
  const timer = setTimeout(
    () => ended.reject(new Error(`${call} is still at it after ${PATIENCE_MS / 1000} s`)),
    PATIENCE_MS,
  );
  worker.on('message', (said: string) => said !== 'begun' && ended.resolve(said));
  worker.on('error', (error) => ended.reject(error));
  try {
    return await ended.promise;
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
