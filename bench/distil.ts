import { execFile, spawnSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { distil } from '../src/verifiers/distil/distil.ts';
import { readCorpus } from '../test/verifiers/distil/score.ts';
import { against, alone, type Row } from './row.ts';

const RUNS = 9;
const GIGABYTE = '1000';

/**
 * Time to distil a log, read from disk as a stream by a process that is already warm, against `grep -E 'error|fail'`
 * on the same file (the start of grep's process included, as it costs that in practice), each the best of several runs; and the memory for 1 GB.
 */
export async function bench(): Promise<Row[]> {
  const dir = await mkdtemp(join(tmpdir(), 'fettle-bench-'));
  try {
    const rows: Row[] = [];
    for (const [name, raw] of logs()) {
      const file = join(dir, 'raw.log');
      await writeFile(file, raw);
      const grep = measure(() => void spawnSync('grep', ['-E', 'error|fail', file], { maxBuffer: 1 << 29 }));
      const own = await measureAsync(() => distil(createReadStream(file, { highWaterMark: 1 << 18 }), { exitCode: 1 }));
      rows.push(against(`distil/${name} (${(raw.length / 1e6).toFixed(1)} MB)`, own, grep, 'ms', '<= 4'));
    }
    const script = join(import.meta.dirname, '../test/verifiers/distil/long-log.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--disable-warning=ExperimentalWarning',
      script,
      GIGABYTE,
    ]);
    const { peakMb } = JSON.parse(stdout) as { peakMb: number };
    return [...rows, alone('distil/peak memory over a 1 GB log', peakMb, 'MB', '<= 150')];
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Real logs of the corpus one after the other, as of a job that runs many tools; noise with few hits; the biggest one. */
function logs(): [string, Buffer][] {
  const corpus = readCorpus(join(import.meta.dirname, '../test/verifiers/distil/corpus'));
  const small = corpus.filter((one) => one.raw.length < 200_000).map((one) => one.raw);
  const biggest = corpus.toSorted((a, b) => b.raw.length - a.raw.length)[0]?.raw ?? Buffer.alloc(0);
  const quiet = Buffer.from(
    Array.from(
      { length: 150_000 },
      (_, n) => `2024-01-02T03:04:05.000Z  PASS src/module${n % 77}/file${n}.test.ts  (${n % 100} ms) as it should`,
    ).join('\n'),
  );
  return [
    ['all tools', Buffer.concat(small)],
    ['quiet', Buffer.concat([quiet, Buffer.from('\nError: the import failed\n')])],
    ['chatty', biggest],
  ];
}

function measure(run: () => void): number {
  return Math.min(
    ...Array.from({ length: RUNS }, () => {
      const started = performance.now();
      run();
      return performance.now() - started;
    }),
  );
}

async function measureAsync(run: () => Promise<unknown>): Promise<number> {
  for (let n = 0; n < RUNS; n += 1) await run();
  const times: number[] = [];
  for (let n = 0; n < RUNS; n += 1) {
    const started = performance.now();
    await run();
    times.push(performance.now() - started);
  }
  return Math.min(...times);
}
