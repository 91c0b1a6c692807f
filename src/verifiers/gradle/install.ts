import { posix } from 'node:path';
import type { RepoConfig } from '../../repo-config.ts';
import type { InstallSpec } from '../../sandbox/types.ts';
import { inComponent, join } from '../components.ts';
import type { RepoFiles } from '../types.ts';
import { USER_HOME } from './checks.ts';
import type { Build } from './detect.ts';

const INSTALL_TIMEOUT_MS = 30 * 60_000;
const SEEN =
  /(^|\/)(build|settings)\.gradle(\.kts)?$|\.gradle(\.kts)?$|(^|\/)gradle\.properties$|(^|\/)gradle\.lockfile$|(^|\/)gradlew$/;

/** Gradle has no task that fetches everything, so each configuration that can be resolved is. */
const FETCH = `cat > /tmp/fetch.gradle <<'END'
allprojects {
    task fettleFetch {
        doLast {
            (configurations + buildscript.configurations).findAll { it.canBeResolved }.each { it.incoming.artifactView { lenient true }.files.files }
        }
    }
}
END
if [ -f gradlew ]; then gradle='sh ./gradlew'; else gradle=gradle; fi
$gradle --no-daemon --console=plain --init-script /tmp/fetch.gradle fettleFetch`;

/**
 * Null where nothing comes from elsewhere, and where the base commit does not allow scripts: Gradle learns what to fetch
 * by running the build's own.
 */
export async function installOf(
  build: Build,
  files: RepoFiles,
  config: RepoConfig['install'],
): Promise<InstallSpec | null> {
  if (!build.remote || !config.scripts) return null;
  const input = new Map<string, Buffer>();
  const hosts = new Set(config.hosts);
  const folders = [join(build.root, 'gradle'), join(build.root, 'buildSrc'), ...build.builds];
  for (const path of await files.list()) {
    const wanted =
      folders.some((folder) => inComponent(folder, path)) || (inComponent(build.root, path) && SEEN.test(path));
    if (!wanted) continue;
    const content = files.bytes === undefined ? await files.read(path) : await files.bytes(path);
    if (content === null) continue;
    input.set(path, Buffer.from(content));
    if (!/\.(gradle|kts|properties)$/.test(path)) continue;
    const texts = content.toString().replaceAll('\\:', ':');
    for (const it of texts.matchAll(/https?:\/\/([a-z0-9][a-z0-9.-]*)/gi)) hosts.add((it[1] ?? '').toLowerCase());
  }
  return {
    files: input,
    cwd: build.root,
    argv: ['sh', '-c', FETCH],
    env: { GRADLE_USER_HOME: posix.join('/workspace', USER_HOME) },
    outputs: [USER_HOME],
    hosts: [...hosts].sort(),
    timeoutMs: INSTALL_TIMEOUT_MS,
  };
}
