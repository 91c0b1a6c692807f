// `npm test`: what a fresh machine lacks first (said before it is done), then Jest. `--all` adds the files named
// *.all.test.ts (real tools, attacks, chaos, browser), `--extra` runs only those, `--prepare` runs none and only makes what
// they need. Other arguments go to Jest.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ensureDebianPackage } from '../src/cli/debian-package.ts';
import { preparePrerequisites, TOOL_IMAGES } from '../src/cli/prerequisites.ts';

const OWN = ['--all', '--extra', '--prepare'];
const args = process.argv.slice(2);
const [all, extra, prepare] = OWN.map((name) => args.includes(name));
const only = extra
  ? ['--testPathPatterns', '\\.all\\.test\\.ts$']
  : all
    ? []
    : ['--testPathIgnorePatterns', '\\.all\\.test\\.ts$'];
const rest = args.filter((arg) => !OWN.includes(arg));

try {
  const more = all || extra || prepare;
  await preparePrerequisites((line) => console.log(line), more ? TOOL_IMAGES : []);
  // A PostgreSQL as operators have it beside the embedded one, what people look at the dashboard with, the shells that commands
  // are completed in, and what starts the compose file where Docker's own plugin is no package.
  const packages = {
    postgresql: '/usr/lib/postgresql/*/bin/postgres',
    chromium: '/usr/bin/chromium',
    zsh: '/usr/bin/zsh',
    fish: '/usr/bin/fish',
    'docker-compose': '/usr/bin/docker-compose',
  };
  for (const [name, pattern] of Object.entries(more ? packages : {}))
    await ensureDebianPackage(pattern, name, (line) => console.log(line));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
if (prepare) process.exit(0);
const jest = fileURLToPath(new URL('../node_modules/jest/bin/jest.js', import.meta.url));
const child = spawn(
  process.execPath,
  ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', jest, ...only, ...rest],
  { stdio: 'inherit' },
);
child.on('exit', (code) => process.exit(code ?? 1));
