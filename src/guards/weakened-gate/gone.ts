import type { DiffFile } from '../types.ts';
import { type Area, areaOf, isBaseline, isIgnoreFile } from './gate-file.ts';
import type { Weakening } from './weakening.ts';

/** Build files hold much else: of them, only the checks that they ran count. */
const MAY_GO: readonly Area[] = ['scripts', 'code'];

/** Files that say what is checked and are gone, without another of the kind in their place. */
export function goneFiles(files: readonly DiffFile[]): Weakening[] {
  const arrived = new Set(files.filter((file) => file.status === 'added').map((file) => areaOf(file.path)));
  return files.flatMap((file): Weakening[] => {
    const area = areaOf(file.path);
    if (file.status !== 'deleted' || area === null || MAY_GO.includes(area) || arrived.has(area)) return [];
    if (/conftest\.py$/.test(file.path)) return [];
    if (isIgnoreFile(file.path) || isBaseline(file.path) || /suppressions?\.xml$/.test(file.path)) return [];
    const stem = file.path
      .replace(/^.*\//, '')
      .replace(/^\./, '')
      .replace(/\.\w+$/, '');
    return [
      {
        file: file.path,
        place: null,
        what: `${file.path} was removed, and with it what it demands`,
        area,
        names: [file.path, file.path.replace(/^.*\//, ''), stem, ...toolsOf(stem)],
        items: [],
      },
    ];
  });
}

/** `.eslintrc` is ESLint's, `jest.config` Jest's: what a task calls them. */
const toolsOf = (stem: string): string[] =>
  stem.split(/[-._]|rc$/).filter((word) => word.length >= 3 && !/^(?:config|conf)$/.test(word));
