import type { RepoConfig } from '../repo-config.ts';
import type { Environment } from '../sandbox/types.ts';
import { parseJsonc } from '../verifiers/javascript/manifest.ts';
import type { RepoFiles } from '../verifiers/types.ts';

/** Where a development container is described; the folder form with a name below it is for several of them. */
const DEVCONTAINERS = ['.devcontainer/devcontainer.json', '.devcontainer.json'];

/** What the base commit asks for: its `.github/fettle.yml`, and the image that its devcontainer.json offers. */
export async function environmentOf(
  repo: string,
  config: Pick<RepoConfig, 'image' | 'services'>,
  base: RepoFiles,
): Promise<Environment> {
  const { image, services } = config;
  return { repo, image, services, offeredImage: image === null ? await devcontainerImage(base) : null };
}

async function devcontainerImage(base: RepoFiles): Promise<string | null> {
  for (const path of DEVCONTAINERS) {
    const image = parseJsonc(await base.read(path))?.['image'];
    if (typeof image === 'string') return image;
  }
  return null;
}
