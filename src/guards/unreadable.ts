import { posix } from 'node:path';
import { asksForPlace } from './asks-for-ci.ts';
import type { Finding, Guard } from './types.ts';

/** Files that are no text by nature and hold nothing that a check runs, and what people call them. */
const MEDIA = /\.(png|jpe?g|gif|webp|avif|ico|bmp|tiff?|woff2?|ttf|otf|eot|pdf|mp[34]|m4a|webm|ogg|wav|mov)$/i;
const MEDIA_WORDS =
  /\b(?:logos?|icons?|images?|pictures?|photos?|screenshots?|favicons?|fonts?|typefaces?|assets?|avatars?|banners?|illustrations?|sprites?|videos?|audio|sounds?|pdfs?|diagrams?|backgrounds?|thumbnails?|artwork|brand\w*|badges?|gifs?|pngs?|jpe?gs?|webp|webfonts?|covers?|mockups?|splash|wallpapers?|emoji|design|visual|snapshots?|baselines?)\b/i;

/** Where pictures lie for tests and readers. */
const BESIDE = /(?:^|\/)(?:tests?|__tests__|spec|fixtures?|testdata|__\w*snapshots?__|[\w.-]*-snapshots|docs?|e2e)\//i;

/**
 * One NUL byte makes any file binary for git. Its diff is then a single line, and neither the other guards, the judge
 * nor a person sees what was changed. The task may ask for such a file; pictures and fonts by what people call them.
 */
export const unreadable: Guard = {
  name: 'unreadable',
  check: ({ diff, task }) =>
    diff.flatMap(({ path, binary, status, renamedFrom }): Finding[] => {
      if (!binary || status === 'deleted' || renamedFrom !== undefined) return [];
      const media = MEDIA.test(path);
      if (media && (BESIDE.test(path) || MEDIA_WORDS.test(task))) return [];
      const allowed = asksForPlace(task, path, calledBy(path));
      const about = { rule: 'unreadable' as const, file: path, hunk: null };
      const fact = media
        ? `${path} is a binary file that the task does not speak of.`
        : `${path} is binary for git (it holds a NUL byte), so nobody can read what was changed.`;
      if (allowed !== null) return [{ ...about, why: `${path} is a binary file.`, allowed }];
      return [{ ...about, why: `${fact} ${media ? 'Leave it out' : 'Write it as text, or leave it out'}.` }];
    }),
};

/** By its name without the ending, or by its ending: "update the demo database" for demo.sqlite, "the wasm file". */
function calledBy(path: string): RegExp {
  const [stem = '', ...endings] = posix.basename(path).split('.');
  const wrapper = /^(gradle|maven)-wrapper$/.exec(stem)?.[1] ?? '';
  const words = [stem, ...endings, wrapper]
    .filter((word) => word.length >= 3)
    .map((word) => word.replaceAll(/[^\w-]/g, '.'));
  return words.length === 0 ? /(?!)/ : new RegExp(`(?<![\\w-])(?:${words.join('|')})(?![\\w-])`, 'i');
}
