import { asksFor } from './asks-for.ts';
import type { Finding, Guard } from './types.ts';

/** Files that are no text by nature and hold nothing that a check runs. */
const MEDIA = /\.(png|jpe?g|gif|webp|avif|ico|bmp|tiff?|woff2?|ttf|otf|eot|pdf|mp[34]|m4a|webm|ogg|wav|mov)$/i;

/**
 * One NUL byte makes any file binary for git. Its diff is then a single line, and neither the other guards, the judge
 * nor a person sees what was changed. The task may ask for such a file by name.
 */
export const unreadable: Guard = {
  name: 'unreadable',
  check: ({ diff, task }) =>
    diff.flatMap(({ path, binary, status }): Finding[] => {
      if (!binary || status === 'deleted' || MEDIA.test(path)) return [];
      const allowed = asksFor(task, { path, verbs: 'change' });
      const fact = `${path} is binary for git (it holds a NUL byte), so nobody can read what was changed.`;
      const about = { rule: 'unreadable' as const, file: path, hunk: null };
      return [
        allowed === null
          ? { ...about, why: `${fact} Write it as text, or leave it out.` }
          : { ...about, why: fact, allowed },
      ];
    }),
};
