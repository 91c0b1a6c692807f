// `npm test`: what a fresh machine lacks first (said before it is done), then Jest. `--all` adds the files named
// *.all.test.ts (real tools, attacks, chaos, browser), `--extra` runs only those. Other arguments go to Jest.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { preparePrerequisites } from '../src/cli/prerequisites.ts';

const args = process.argv.slice(2);
const only = args.includes('--extra')
  ? ['--testPathPatterns', '\\.all\\.test\\.ts$']
  : args.includes('--all')
    ? []
    : ['--testPathIgnorePatterns', '\\.all\\.test\\.ts$'];
const rest = args.filter((arg) => arg !== '--all' && arg !== '--extra');

try {
  await preparePrerequisites((line) => console.log(line));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
const jest = fileURLToPath(new URL('../node_modules/jest/bin/jest.js', import.meta.url));
const child = spawn(
  process.execPath,
  ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', jest, ...only, ...rest],
  { stdio: 'inherit' },
);
child.on('exit', (code) => process.exit(code ?? 1));
