/** `node long-log.ts MB`: distils a log of that size with one failure in its middle; prints the text and peak memory. */
import { distil } from '../../../src/verifiers/distil/distil.ts';

const megabytes = Number(process.argv[2]);
const noise = Buffer.from(
  Array.from(
    { length: 9000 },
    (_, n) =>
      `2024-01-02T03:04:05.123Z [worker ${n % 8}] imported row ${n} of the warehouse table without any error, going on`,
  ).join('\n') + '\n',
);
const failure = '--- FAIL: TestSum (0.00s)\n    sum_test.go:9: sum = 1, want 3\nFAIL\n';

async function* log(): AsyncGenerator<Buffer> {
  const chunks = Math.ceil((megabytes * 1_000_000) / noise.length);
  for (let n = 0; n < chunks; n += 1) {
    yield noise;
    if (n === Math.floor(chunks / 2)) yield Buffer.from(failure);
  }
}

const started = performance.now();
const { text } = await distil(log(), { exitCode: 1 });
console.log(
  JSON.stringify({
    text,
    seconds: (performance.now() - started) / 1000,
    peakMb: process.resourceUsage().maxRSS / 1024,
  }),
);
