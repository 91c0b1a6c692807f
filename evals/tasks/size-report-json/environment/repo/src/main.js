import { filesOf } from './files.js';

const USAGE = `Usage: sizes FOLDER
Prints the files of a folder with their size in bytes.
`;

/** Gives the exit code. */
export async function main(args, out, err) {
  if (args.includes('--help')) {
    out.write(USAGE);
    return 0;
  }
  const [folder] = args;
  if (args.length !== 1 || folder === '') {
    err.write(USAGE);
    return 2;
  }
  let files;
  try {
    files = await filesOf(folder);
  } catch (error) {
    err.write(`sizes: ${error.message}\n`);
    return 2;
  }
  for (const { path, bytes } of files) out.write(`${String(bytes).padStart(10)} ${path}\n`);
  out.write(`${String(files.reduce((sum, file) => sum + file.bytes, 0)).padStart(10)} total\n`);
  return 0;
}
