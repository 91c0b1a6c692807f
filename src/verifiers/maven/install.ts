import { posix } from 'node:path';
import type { RepoConfig } from '../../repo-config.ts';
import type { InstallSpec } from '../../sandbox/types.ts';
import { folderOf, join } from '../components.ts';
import type { RepoFiles } from '../types.ts';
import { LOCAL_REPOSITORY } from './checks.ts';
import type { Reactor } from './detect.ts';
import { urlsIn } from './pom.ts';

const INSTALL_TIMEOUT_MS = 30 * 60_000;

/** Fixed, so that the same POMs bring the same files. It runs on every Maven from 3.2.5 on. */
const GO_OFFLINE = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1';

/** Since 3.9 Maven asks to be told that the proxy stands among the system's properties, as it does in an install. */
const MVN = 'mvn -B -ntp -Daether.connector.http.useSystemProperties=true';

/**
 * Downloads what the POMs name and runs none of their plugins. What Surefire only asks for when it sees tests has to be
 * named to it: the provider in Surefire's own version, and JUnit's launcher in the version of its engine.
 */
const FETCH = `
get() { ${MVN} ${GO_OFFLINE}:get -Dmaven.repo.local="$m2" -Dartifact="$1"; }
m2=/workspace/${LOCAL_REPOSITORY}
${MVN} ${GO_OFFLINE}:go-offline -Dmaven.repo.local="$m2" || exit
for version in $(ls "$m2/org/apache/maven/surefire/maven-surefire-common" 2>/dev/null); do
  for has in junit/junit=surefire-junit4 org/junit/platform/junit-platform-engine=surefire-junit-platform org/testng/testng=surefire-testng; do
    [ ! -d "$m2/\${has%%=*}" ] || get "org.apache.maven.surefire:\${has#*=}:$version" || exit
  done
done
for version in $(ls "$m2/org/junit/platform/junit-platform-engine" 2>/dev/null); do
  get "org.junit.platform:junit-platform-launcher:$version" || exit
done
`;
/** With install scripts allowed, the build itself says best what it needs. There are no sources, so it compiles nothing. */
const BUILD = `${MVN} -DskipTests -Dmaven.repo.local=/workspace/${LOCAL_REPOSITORY} verify || exit`;

/** URLs that Maven uses unless told otherwise: those in the POM that all others inherit from. */
const DEFAULT_URLS = `
import glob, os, re, shutil, zipfile
home = os.path.dirname(os.path.dirname(os.path.realpath(shutil.which('mvn'))))
for jar in glob.glob(home + '/lib/maven-model-builder-*.jar'):
    with zipfile.ZipFile(jar) as files:
        pom = files.read('org/apache/maven/model/pom-4.0.0.xml').decode()
        print('\\n'.join(sorted(set(re.findall(r'<url>([^<]+)</url>', pom)))))
`;

/** Null where the repository's own settings say that Maven works from a folder of this machine. */
export async function installOf(
  reactor: Reactor,
  files: RepoFiles,
  config: RepoConfig['install'],
): Promise<InstallSpec | null> {
  const settings = settingsFolder(reactor.root, await files.list());
  const options = (await files.read(`${settings}maven.config`)) ?? '';
  if (/(^|\s)(-o|--offline|-Dmaven\.repo\.local=\/\S+)(\s|$)/.test(options)) return null;
  const input = await inputFiles(reactor, files, { settings, options });
  const urls = new Set<string>();
  for (const text of input.values()) for (const url of urlsIn(text.toString('utf8'))) urls.add(url);
  const hosts = new Set([...config.hosts, ...[...urls].flatMap(hostOf)]);
  return {
    files: input,
    cwd: reactor.root,
    argv: ['bash', '-c', config.scripts ? `${BUILD}\n${FETCH}` : FETCH],
    hostsFrom: ['python3', '-c', DEFAULT_URLS],
    outputs: [LOCAL_REPOSITORY],
    hosts: [...hosts].sort(),
    timeoutMs: INSTALL_TIMEOUT_MS,
  };
}

/** Maven takes the `.mvn/` of the nearest folder above that has one. */
export function settingsFolder(root: string, paths: readonly string[]): string {
  const own = `${join(root, '.mvn')}/`;
  if (root === '' || paths.some((path) => path.startsWith(own))) return own;
  return settingsFolder(folderOf(root), paths);
}

const SETTINGS_OPTION = /(?:^|\s)(?:-s|--settings|-gs|--global-settings)[\s=]+(\S+)/g;

async function inputFiles(
  { root, modules }: Reactor,
  files: RepoFiles,
  { settings, options }: { settings: string; options: string },
): Promise<ReadonlyMap<string, Buffer>> {
  const named = [...options.matchAll(SETTINGS_OPTION)].map((it) => posix.join(root === '' ? '.' : root, it[1] ?? ''));
  const wanted = new Set([...modules.map((module) => module.path), ...named]);
  const parents = modules.flatMap((module) => (module.parent === null ? [] : join(module.parent, 'pom.xml')));
  for (const path of parents) wanted.add(path);
  for (const path of await files.list()) {
    if (path.startsWith(settings) && !path.endsWith('.jar')) wanted.add(path);
  }
  const input = new Map<string, Buffer>();
  for (const path of [...wanted].sort()) {
    const text = await files.read(path);
    if (text !== null) input.set(path, Buffer.from(text));
  }
  return input;
}

function hostOf(url: string): string[] {
  return URL.canParse(url) && /^https?:/.test(url) ? [new URL(url).hostname.toLowerCase()] : [];
}
