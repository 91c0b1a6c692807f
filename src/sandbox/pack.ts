import { Readable } from 'node:stream';
import tar from 'tar-stream';

/** A tar of regular files with plain modes. Folders are made by whoever unpacks it. */
export function packFiles(files: Iterable<readonly [path: string, content: Buffer]>): Readable {
  const pack = tar.pack();
  for (const [name, content] of files) pack.entry({ name }, content);
  pack.finalize();
  return Readable.from(pack);
}
