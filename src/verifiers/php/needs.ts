import semver from 'semver';
import { join } from '../components.ts';
import { toolNeed, type VersionSource, writtenVersion } from '../toolchain.ts';
import type { RepoFiles, ToolNeed } from '../types.ts';
import type { PhpProject } from './detect.ts';

const PHP: VersionSource = { tool: 'PHP', probe: ['php', '--version'], asdf: ['php'], plain: ['.php-version'] };

/** The PHP that a project pins, and the versions that its manifest supports. */
export async function phpNeeds({ folder, manifest }: PhpProject, files: RepoFiles): Promise<ToolNeed[]> {
  const written = await writtenVersion(files, folder, PHP);
  const wanted = manifest?.require.php;
  const need =
    wanted === undefined ? null : toolNeed(PHP, wanted, join(folder, 'composer.json'), composerRange(wanted));
  return [written, need].filter((it) => it !== null);
}

/** `^8.1 || ~8.2.0`, `>=8.1,<8.4` as a semver range; in composer `~8.1` lets the minor version grow. */
export function composerRange(wanted: string): string | null {
  const either = wanted.split(/\s*\|\|?\s*/).map((both) =>
    both
      .replaceAll(',', ' ')
      .replaceAll(/([<>=!^~]+)\s+/g, '$1')
      .replaceAll(/(^|\s)~(\d+)\.(\d+)(?=\s|$)/g, '$1>=$2.$3 <$2.99999')
      .replaceAll(/(^|\s)!=\S+/g, ''),
  );
  return semver.validRange(either.join(' || '));
}
