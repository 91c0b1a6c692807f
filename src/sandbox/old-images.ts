import type Docker from 'dockerode';
import { baseOf } from './image-base.ts';
import { FILES_LABEL, imageFiles, OWN_IMAGE, ownTags, versionOf } from './image-files.ts';

/** Versions older than this are removed when another one is built. */
const KEEP_MS = 14 * 24 * 3_600_000;
const VERSION = new RegExp(`^${OWN_IMAGE}(?::(?:[\\w.-]+-)?[0-9a-f]{16}|-base:[0-9a-f]{12})$`);

/** Removes what `outdated` names. What is in use the engine keeps; what another Fettle misses it makes anew. */
export async function removeOldVersions(docker: Docker): Promise<void> {
  const current = new Set<string>();
  for (const tag of await ownTags()) {
    const image = `${OWN_IMAGE}:${tag}`;
    const { files, hash } = await imageFiles(image);
    current.add(versionOf(image, hash)).add(baseOf(files));
  }
  for (const name of outdated(await docker.listImages(), current, Date.now())) {
    await docker
      .getImage(name)
      .remove()
      .catch(() => {});
  }
}

type Listed = Pick<Docker.ImageInfo, 'Id' | 'RepoTags' | 'Labels' | 'Created'>;

/** Our versions that were made long before `now` (ms) and are none of `current`, and images of ours without a name. */
export function outdated(images: readonly Listed[], current: ReadonlySet<string>, now: number): string[] {
  return images.flatMap(({ Id, RepoTags, Labels, Created }) => {
    const names = (RepoTags ?? []).filter((name) => name !== '<none>:<none>');
    if (names.length === 0) return Labels?.[FILES_LABEL] === undefined ? [] : [Id];
    if (Created * 1000 > now - KEEP_MS) return [];
    return names.filter((name) => VERSION.test(name) && !current.has(name));
  });
}
