import { statfs } from 'node:fs/promises';
import type { Make } from './make.ts';

/** Room on the disk that holds the data folder: mirrors, and the database where it is embedded. */
export function diskGauges({ prometheus, registers }: Make, dataDir: string): void {
  const gauge = (
    name: string,
    help: string,
    value: (disk: { bavail: number; blocks: number; bsize: number }) => number,
  ) =>
    new prometheus.Gauge({
      name,
      help,
      registers,
      async collect() {
        const disk = await statfs(dataDir).catch(() => null);
        if (disk !== null) this.set(value(disk));
      },
    });
  gauge('fettle_disk_free_bytes', 'Free space where the data folder is', ({ bavail, bsize }) => bavail * bsize);
  gauge('fettle_disk_size_bytes', 'Size of the disk where the data folder is', ({ blocks, bsize }) => blocks * bsize);
}
