import { Readable } from 'node:stream';
import { guardCommand } from '../src/cli/guard.ts';
import { parseDiff } from '../src/guards/parse-diff.ts';
import { gateCases } from '../test/guards/gate-cases.ts';
import { alone, against, type Row } from './row.ts';

const DIFFS = 1000;

/** `fettle guard --batch` over a thousand diffs in one process, against only reading the same diffs. */
export async function bench(): Promise<Row[]> {
  const cases = ['bad', 'honest', 'bad-held-out', 'honest-held-out'].flatMap((file) => gateCases(file));
  const lines = Array.from({ length: DIFFS }, (_, n) => {
    const { prompt = '', diff = '' } = cases[n % cases.length] ?? {};
    return { prompt, diff };
  });
  const input = lines.map((one) => JSON.stringify(one)).join('\n');
  const nowhere = { write: () => true };
  const run = async () =>
    void (await guardCommand(['--batch'], { stdin: Readable.from([input]), stdout: nowhere, stderr: nowhere }));
  await run();
  const own = await timed(run);
  const floor = await timed(async () => void lines.map(({ diff }) => parseDiff(diff)));
  return [
    alone(`guards/${DIFFS} diffs in one process`, own / 1000, 's', '<= 10'),
    against('guards/all guards against reading the diffs', own, floor, 'ms', '<= 150'),
  ];
}

async function timed(run: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}
