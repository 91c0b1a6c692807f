import { html } from 'hono/html';
import type { DiffFile, DiffHunk } from '../../../guards/types.ts';
import type { Html } from '../../layout.ts';
import { code, line } from '../foreign.ts';

/** A file with more changed and unchanged lines than this is folded. */
const FOLDED_LINES = 400;
/** Of one line, characters. */
const MAX_LINE = 2_000;

/** One line of a change with its number on each side; null where it is not there. */
export interface DiffRow {
  mark: '+' | '-' | ' ';
  old: number | null;
  new: number | null;
  text: string;
}

/** A hunk's lines with their numbers. */
export function numbered({ header, lines }: Pick<DiffHunk, 'header' | 'lines'>): DiffRow[] {
  const start = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(header);
  let before = Number(start?.[1] ?? 1);
  let after = Number(start?.[2] ?? 1);
  return lines.flatMap((it): DiffRow[] => {
    const text = it.slice(1);
    if (it.startsWith('\\')) return [];
    if (it.startsWith('+')) return [{ mark: '+', old: null, new: after++, text }];
    if (it.startsWith('-')) return [{ mark: '-', old: before++, new: null, text }];
    return [{ mark: ' ', old: before++, new: after++, text }];
  });
}

export const linesOf = ({ hunks }: Pick<DiffFile, 'hunks'>): number =>
  hunks.reduce((sum, hunk) => sum + hunk.lines.length, 0);

/** A file of a change, maybe without its lines, where a page has no room for them. */
export type ShownFile = DiffFile & { tooLong?: { added: number; removed: number } };

/** Files of a change, each with its lines. `left`: so many more are not among them. */
export function diffFiles(files: readonly ShownFile[], left = 0): Html {
  return html`<ul class="files">${files.map((file, at) => {
    const { added, removed } = file.tooLong ?? counts(file);
    return html`<li><a href="#file-${at}"><code>${line(file.path)}</code></a> ${WORDS[file.status]}, <span class="plus">+${added}</span> <span class="minus">-${removed}</span></li>`;
  })}</ul>${left === 0 ? '' : html`<p class="quiet">And ${left.toLocaleString('en')} more files, which are left out.</p>`}
${files.map(section)}`;
}

const WORDS: Record<DiffFile['status'], string> = { added: 'new', modified: 'changed', deleted: 'deleted' };

export function counts({ hunks }: Pick<DiffFile, 'hunks'>): { added: number; removed: number } {
  const sum = (of: (hunk: DiffHunk) => number) => hunks.reduce((so, hunk) => so + of(hunk), 0);
  return { added: sum((hunk) => hunk.added.length), removed: sum((hunk) => hunk.removed.length) };
}

function section(file: ShownFile, at: number): Html {
  const open = linesOf(file) <= FOLDED_LINES;
  return html`<details class="file" id="file-${at}"${open ? html` open` : ''}><summary><code>${line(file.path)}</code> <span class="quiet">${about(file)}</span></summary>${
    file.tooLong === undefined
      ? content(file)
      : html`<p class="quiet">The change is too large for one page: the lines of this file are left out.</p>`
  }</details>`;
}

function about(file: DiffFile): string {
  const mode = file.oldMode !== undefined && file.newMode !== undefined && file.oldMode !== file.newMode;
  return [
    WORDS[file.status],
    ...(file.renamedTo === undefined ? [] : [`moved to ${line(file.renamedTo)}`]),
    ...(file.renamedFrom === undefined ? [] : [`moved from ${line(file.renamedFrom)}`]),
    ...(mode ? [`mode ${file.oldMode} to ${file.newMode}`] : []),
  ].join(', ');
}

function content(file: DiffFile): Html {
  if (file.binary) return html`<p class="quiet">A binary file.</p>`;
  if (file.hunks.length === 0) return html`<p class="quiet">No line was changed.</p>`;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${line(file.path)}"><table class="diff"><tbody>${file.hunks.map(
    (hunk) => html`<tr class="hunk"><td colspan="4">${code(hunk.header, 300)}</td></tr>${numbered(hunk).map(row)}`,
  )}</tbody></table></div>`;
}

const KINDS: Record<DiffRow['mark'], string> = { '+': 'add', '-': 'del', ' ': 'same' };

function row({ mark, old, new: now, text }: DiffRow): Html {
  return html`<tr class="${KINDS[mark]}"><td class="n">${old ?? ''}</td><td class="n">${now ?? ''}</td><td class="mark">${mark}</td><td class="code">${code(text, MAX_LINE)}</td></tr>`;
}
