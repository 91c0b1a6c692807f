import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { UserError } from '../errors.ts';
import { wholeEnvironment } from './child-environment.ts';

/** One line of apt's sources: where from, which suite, which parts. */
export interface AptSource {
  uri: string;
  suite: string;
  components: string[];
}

export type Say = (line: string) => void;

/**
 * The machine's own Debian mirrors for one release (its main suite, -updates and -security), out of sources.list and
 * *.sources texts. Other repositories the machine uses are left out: their keys aren't Debian's.
 */
export function debianSources(texts: readonly string[], codename: string): AptSource[] {
  const suites = new Set([codename, `${codename}-updates`, `${codename}-security`]);
  const found = texts.flatMap((text) => (/^Types:/m.test(text) ? stanzas(text) : lines(text)));
  const unique = new Map<string, AptSource>();
  for (const source of found) {
    if (suites.has(source.suite) && !unique.has(source.suite)) unique.set(source.suite, source);
  }
  return [...unique.values()];
}

function stanzas(text: string): AptSource[] {
  return text.split(/\n\s*\n/).flatMap((stanza) => {
    const field = (name: string) => new RegExp(`^${name}:\\s*(.+)$`, 'm').exec(stanza)?.[1]?.trim().split(/\s+/) ?? [];
    const uri = field('URIs')[0];
    if (uri === undefined || !field('Types').includes('deb') || field('Enabled')[0] === 'no') return [];
    return field('Suites').map((suite) => ({ uri, suite, components: field('Components') }));
  });
}

function lines(text: string): AptSource[] {
  return [...text.matchAll(/^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+(.+)$/gm)].map((match) => ({
    uri: match[1] as string,
    suite: match[2] as string,
    components: (match[3] as string).trim().split(/\s+/),
  }));
}

async function machineSources(codename: string): Promise<AptSource[]> {
  const folder = '/etc/apt/sources.list.d';
  const names = await readdir(folder).catch(() => []);
  const paths = ['/etc/apt/sources.list', ...names.map((name) => join(folder, name))];
  const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8').catch(() => '')));
  return debianSources(texts, codename);
}

/** The release's code name when this is Debian and we are root: what a base from packages needs. Null otherwise. */
export async function debianCodename(): Promise<string | null> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  if (!/^ID=["']?debian["']?$/m.test(release)) return null;
  return /^VERSION_CODENAME=["']?([a-z]+)/m.exec(release)?.[1] ?? null;
}

/**
 * Makes a root file system like `node:24-bookworm-slim` plus `packages`, out of the machine's Debian mirror, the Node
 * that runs us and npm from npm's own registry setting. `take` gets it as a tar while it is made; what it returns is
 * only good when this function returns.
 */
export async function debianBase<T>(
  packages: readonly string[],
  say: Say,
  take: (tar: Readable) => Promise<T>,
): Promise<T> {
  const codename = await debianCodename();
  const sources = codename === null ? [] : await machineSources(codename);
  if (codename === null || sources.length === 0) {
    throw new UserError(
      'The sandbox image can be neither pulled nor built from Debian packages here: that needs root on Debian. Let the engine reach an image registry, or load an image made elsewhere with "docker load" and name it in FETTLE_SANDBOX_IMAGE.',
    );
  }
  if (Number(process.versions.node.split('.')[0]) < 24) {
    throw new UserError(`The sandbox image needs Node 24 and this is ${process.version}: start Fettle with npm.`);
  }
  const folder = await mkdtemp(join(tmpdir(), 'fettle-base-'));
  try {
    await ensureMmdebstrap(say);
    say('Fetching npm');
    await finish('npm', ['pack', 'npm@11', '--silent', '--pack-destination', folder], say, folder);
    const npm = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
    if (npm === undefined) throw new Error('npm pack left no file');
    say(`Building a Debian ${codename} base from ${sources[0]?.uri}`);
    return await mmdebstrap(codename, sources, packages, join(folder, npm), say, take);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function ensureMmdebstrap(say: Say): Promise<void> {
  try {
    await finish('mmdebstrap', ['--version'], () => {});
  } catch {
    say('Installing mmdebstrap (apt-get install mmdebstrap)');
    const install = ['install', '-y', '--no-install-recommends', 'mmdebstrap'];
    await finish('apt-get', install, () => {}).catch(async () => {
      await finish('apt-get', ['update'], () => {});
      await finish('apt-get', install, say);
    });
  }
}

async function mmdebstrap<T>(
  codename: string,
  sources: readonly AptSource[],
  packages: readonly string[],
  npm: string,
  say: Say,
  take: (tar: Readable) => Promise<T>,
): Promise<T> {
  const argv = [
    '--mode=root',
    '--variant=minbase',
    '--format=tar',
    '--dpkgopt=path-exclude=/usr/share/man/*',
    '--dpkgopt=path-exclude=/usr/share/doc/*',
    '--dpkgopt=path-exclude=/usr/share/locale/*',
    // A crash leaves no base at all, so nothing has to reach the disk step by step: halves the time.
    '--dpkgopt=force-unsafe-io',
    // Java's packages link into a folder that the exclusion above leaves out.
    '--essential-hook=mkdir -p "$1/usr/share/man/man1"',
    ...(await aptOptions()),
    `--include=${packages.join(',')}`,
    // $1 is the new root. The two paths come through the environment, so that no quoting is needed.
    '--customize-hook=install -m 0755 "$FETTLE_NODE" "$1/usr/local/bin/node"',
    '--customize-hook=mkdir -p "$1/usr/local/lib/node_modules/npm" && tar -xzf "$FETTLE_NPM" -C "$1/usr/local/lib/node_modules/npm" --strip-components=1 --no-same-owner',
    '--customize-hook=for name in npm npx; do ln -s "../lib/node_modules/npm/bin/$name-cli.js" "$1/usr/local/bin/$name"; chmod 0755 "$1/usr/local/lib/node_modules/npm/bin/$name-cli.js"; done',
    codename,
    '-',
    ...sources.map((it) => `deb ${it.uri} ${it.suite} ${it.components.join(' ')}`),
  ];
  const child = spawn('mmdebstrap', argv, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: wholeEnvironment({ FETTLE_NODE: process.execPath, FETTLE_NPM: npm }),
  });
  const log = follow(child.stderr, (line) => {
    if (line.startsWith('I: ')) say(line.slice(3));
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  // Minutes pass before the first byte. An engine waits five for a request to begin, and it begins with its first byte.
  await new Promise<void>((resolve) => {
    child.stdout.once('readable', resolve).once('close', resolve);
    child.once('error', () => resolve());
  });
  const taking = take(child.stdout).catch((error: unknown) => {
    child.kill();
    throw error;
  });
  const [taken, code] = await Promise.all([taking, ended]);
  if (code !== 0) throw new Error(`mmdebstrap ended with ${code}: ${log().slice(-1000)}`);
  return taken;
}

/** The machine's apt proxy and certificate settings, which mmdebstrap doesn't take over by itself. */
async function aptOptions(): Promise<string[]> {
  const dump = await finish('apt-config', ['dump', 'Acquire'], () => {}).catch(() => '');
  const wanted = /^Acquire::https?::(?:.*::)?(?:Proxy|CaInfo|Verify-Peer|Verify-Host)\b.*;$/i;
  return dump
    .split('\n')
    .filter((line) => wanted.test(line) && !line.endsWith(' "";'))
    .map((line) => `--aptopt=${line}`);
}

function follow(stream: Readable, line: Say): () => string {
  let all = '';
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    all = (all + chunk).slice(-8000);
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) line(part);
  });
  return () => all;
}

function finish(program: string, argv: readonly string[], say: Say, cwd?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = wholeEnvironment({ DEBIAN_FRONTEND: 'noninteractive' });
    const child = spawn(program, argv, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env,
      ...(cwd === undefined ? {} : { cwd }),
    });
    const out = follow(child.stdout, say);
    const err = follow(child.stderr, say);
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(out());
      else reject(new Error(`${program} ${argv[0] ?? ''} ended with ${code}: ${(err() || out()).trim().slice(-1000)}`));
    });
  });
}
