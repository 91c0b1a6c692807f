/** The rules by which a distilled text is judged; those of the shared collection of real logs, so that figures compare. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export interface Meta {
  tool: string;
  command: string;
  exitCode: number;
  kind: string;
  verifierHint: string;
  essential: string[];
  noise: string[];
}

export interface Case {
  id: string;
  meta: Meta;
  raw: Buffer;
}

// oxlint-disable-next-line no-control-regex
const ANSI = /\x1b\[[0-9;:?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()][A-Z0-9]|\x1b[=>78cDEHM]/g;
const stripAnsi = (text: string): string => text.replaceAll(ANSI, '');
export const norm = (text: string): string =>
  stripAnsi(text).replaceAll('\r', '\n').replaceAll('\b', '').replaceAll(/\s+/g, ' ');
export const tokens = (chars: number): number => Math.ceil(chars / 4);

function asRegex(fact: string): RegExp | null {
  const match = /^\/(.+)\/([imsu]*)$/s.exec(fact);
  return match ? new RegExp(match[1] ?? '', match[2]) : null;
}

/** Exact containment after normalisation. */
export function occurs(fact: string, text: string): boolean {
  const normal = norm(text);
  return asRegex(fact)?.test(normal) ?? normal.includes(norm(fact).trim());
}

const alnum = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '');
const LOCATION =
  /^(?<path>[\w@./\\+-]+\.[A-Za-z]\w*)(?:["']?,? lines? |:\[|\(|:)(?<line>\d+)(?:[:,](?<col>\d+))?[\],:) ]*$/;

/** Whether a distilled text holds a fact: as it stands, as a location in any usual form, or letter by letter. */
export function holds(text: string, fact: string): boolean {
  if (occurs(fact, text)) return true;
  if (asRegex(fact)) return false;
  const place = LOCATION.exec(fact)?.groups;
  if (place) {
    const { path = '', line, col } = place;
    const escaped = path.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
    if (
      new RegExp(`${escaped}["'\`]?(?:\\s*[:(\\[,@#L]*\\s*|,?\\s+(?:on |at )?lines?:?\\s+)${line}(?!\\d)`).test(
        norm(text),
      )
    )
      return true;
    const block = stripAnsi(text).slice(Math.max(0, stripAnsi(text).indexOf(path)));
    return new RegExp(
      `\\n[ \\t>*•│|-]*(?:L|lines? )?${line}${col ? `(?:[:,]${col}(?!\\d)|(?![\\d.]))` : '(?![\\d.])'}`,
    ).test(block);
  }
  const key = alnum(fact);
  return key.length >= 12 && alnum(norm(text)).includes(key);
}

/** All cases of a folder, in the shape of the shared collection. */
export function readCorpus(dir: string): Case[] {
  return readdirSync(dir)
    .filter((id) => existsSync(join(dir, id, 'meta.json')))
    .map((id) => {
      const plain = join(dir, id, 'raw.log');
      const raw = existsSync(plain) ? readFileSync(plain) : gunzipSync(readFileSync(join(dir, id, 'raw.log.gz')));
      return { id, raw, meta: JSON.parse(readFileSync(join(dir, id, 'meta.json'), 'utf8')) as Meta };
    });
}
