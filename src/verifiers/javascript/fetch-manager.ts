import { join } from '../components.ts';
import type { Manager } from './managers.ts';

/** Everything stays below the project's folder, and neither the committed release nor a home folder's settings count. */
export const BERRY: Readonly<Record<string, string>> = {
  YARN_ENABLE_GLOBAL_CACHE: 'false',
  YARN_ENABLE_TELEMETRY: '0',
  YARN_IGNORE_PATH: '1',
};

/**
 * npm, which every image has, fetches the other managers from the registry that it is set to. Those that do not read the
 * registry and the way out from where npm does are told of them. Bun's own package would fetch its program by an install
 * script, so the package that holds the program for this machine is taken at once.
 */
const fetching = ({ name, version, berry }: Manager, folder: string): string => {
  const there = `${folder}/node_modules`;
  const bun = `kind=$(node -p process.arch)
if [ "$kind" = x64 ] && ! grep -qw avx2 /proc/cpuinfo; then kind=x64-baseline; fi
package="@oven/bun-linux-$kind@${version}"`;
  const berrySettings = Object.entries(BERRY).map(([key, value]) => `${key}=${value}`);
  return `${name === 'bun' ? bun : `package='${berry ? '@yarnpkg/cli-dist' : name}@${version}'`}
npm install --prefix ${folder} --no-save --no-package-lock --no-audit --no-fund --ignore-scripts "$package"
${name === 'bun' ? `mkdir -p ${there}/.bin; ln -s "../@oven/bun-linux-$kind/bin/bun" ${there}/.bin/bun` : ''}
export PATH="$PWD/${there}/.bin:$PATH" CI=true pnpm_config_pm_on_fail=ignore
if [ -n "\${npm_config_registry:-}" ]; then
  export pnpm_config_registry="$npm_config_registry"
  export ${berry ? 'YARN_NPM_REGISTRY_SERVER="${npm_config_registry%/}"' : 'YARN_REGISTRY="$npm_config_registry"'}
fi
${berry ? `export ${berrySettings.join(' ')} YARN_HTTP_PROXY="\${HTTP_PROXY:-}" YARN_HTTPS_PROXY="\${HTTPS_PROXY:-}"` : ''}
exec "$0" "$@"`;
};

const FOLDER = '.fettle-deps/';
const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Where a manager is kept, relative to the repository's root. */
export const managerFolder = ({ name }: Manager, root: string): string => join(root, FOLDER + name);

/** A command, and before it, in the same shell, what brings the manager that it names; npm needs no bringing. */
export function withManager(manager: Manager, argv: readonly string[]): string[] {
  return manager.name === 'npm' ? [...argv] : ['sh', '-ec', fetching(manager, FOLDER + manager.name), ...argv];
}

/** What a check needs where the manager was fetched. */
export const managerEnvironment = (manager: Manager, root: string): Record<string, string> => ({
  PATH: `/workspace/${managerFolder(manager, root)}/node_modules/.bin:${SYSTEM_PATH}`,
  ...(manager.berry ? BERRY : {}),
});
