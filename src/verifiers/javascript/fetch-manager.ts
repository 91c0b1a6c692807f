import { join } from '../components.ts';
import type { Manager } from './managers.ts';

/** Everything stays below the project's folder, and neither the committed release nor a home folder's settings count. */
export const BERRY: Readonly<Record<string, string>> = {
  YARN_ENABLE_GLOBAL_CACHE: 'false',
  YARN_ENABLE_TELEMETRY: '0',
  YARN_IGNORE_PATH: '1',
};

/**
 * npm, which every image has, fetches the other managers from the registry that it is set to. `$1` is where to put it,
 * `$2` the package; the rest is the command that then runs with it. Managers that do not read npm's registry from the
 * environment are told of it, and of whom to trust. Bun's own package would fetch its program by an install script, so
 * the program's package is taken at once: `$2` ends where the machine's kind is added.
 */
const FETCH = `folder=$1 package=$2
shift 2
case $package in
@oven/*)
  kind=$(node -p process.arch)
  [ "$kind" != x64 ] || grep -qw avx2 /proc/cpuinfo || kind=x64-baseline
  package=@oven/bun-linux-$kind@\${package#*@*@}
esac
npm install --prefix "$folder" --no-save --no-package-lock --no-audit --no-fund --ignore-scripts "$package"
case $package in
@oven/*) mkdir -p "$folder/node_modules/.bin"; ln -s ../\${package%@*}/bin/bun "$folder/node_modules/.bin/bun"
esac
export PATH="$PWD/$folder/node_modules/.bin:$PATH" CI=true
registry=\${npm_config_registry:-}
[ -z "$registry" ] || export pnpm_config_registry="$registry"
case $package in
yarn@*) [ -z "$registry" ] || export YARN_REGISTRY="$registry" ;;
@yarnpkg/*)
  [ -z "$registry" ] || export YARN_NPM_REGISTRY_SERVER="\${registry%/}"
  [ -z "\${HTTPS_PROXY:-}" ] || export YARN_HTTP_PROXY="$HTTPS_PROXY" YARN_HTTPS_PROXY="$HTTPS_PROXY"
  export ${Object.entries(BERRY)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')}
esac
exec "$@"`;

const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Where a manager is kept, relative to the repository's root. */
export const managerFolder = ({ name }: Manager, root: string): string => join(root, `.fettle-deps/${name}`);

/** The start of a command that brings the manager and then runs what follows with it; null for npm. */
export function fetchManager(manager: Manager, root: string): string[] | null {
  const spec = packageOf(manager);
  // The fourth word is what the command is called in reports.
  return spec === null
    ? null
    : ['sh', '-ec', FETCH, manager.name, managerFolder(manager, root).slice(root === '' ? 0 : root.length + 1), spec];
}

/** What a check needs where the manager was fetched. */
export const managerEnvironment = (manager: Manager, root: string): Record<string, string> => ({
  PATH: `/workspace/${managerFolder(manager, root)}/node_modules/.bin:${SYSTEM_PATH}`,
  ...(manager.berry ? BERRY : {}),
});

function packageOf({ name, version, berry }: Manager): string | null {
  if (name === 'npm' || version === null) return null;
  if (name === 'bun') return `@oven/bun@${version}`;
  return `${berry ? '@yarnpkg/cli-dist' : name}@${version}`;
}
