/**
 * `node demo/record.ts [FILE]` plays the demo for real and writes what it printed, at the times at which it printed it,
 * as an animated picture (docs/demo.svg). Nothing is edited but the pace and the names of
 * temporary folders. Written only when the demo's exit code is 0.
 */
import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Frame, recordingSvg } from './recording.ts';

const file = process.argv[2] ?? join(import.meta.dirname, '../docs/demo.svg');
const demo = spawn(process.execPath, [join(import.meta.dirname, '../bin/fettle.mjs'), 'demo'], {
  env: { ...process.env, FORCE_COLOR: '1', ANTHROPIC_API_KEY: '' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
/** They are different each time and say nothing. */
const withoutFolders = ({ ms, text }: Frame): Frame => ({
  ms,
  text: text.replaceAll(/[\w/.-]*\/fettle-demo-\w+\/[\w/-]*\/work\//g, ''),
});

const startedAt = Date.now();
const frames: Frame[] = [];
demo.stdout.setEncoding('utf8').on('data', (text: string) => {
  process.stdout.write(text);
  frames.push({ ms: Date.now() - startedAt, text });
});
const code = await new Promise((resolve) => demo.on('close', resolve));
if (code === 0) {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, recordingSvg(frames.map(withoutFolders), 'npm run demo'));
  console.log(`\nWritten: ${file}`);
} else {
  console.error('\nThe demo did not succeed, so nothing was written.');
  process.exitCode = 1;
}
