/**
 * Prints, as JSON, which lines of the named files no process ran, by what V8 wrote into a folder: `unrun` for files that
 * were loaded, `code` (all lines that hold any) for the others, and `loaded`, the project's own files that ran as they
 * stand. A file whose length is not what V8 saw was changed on the way, and is left out. Run as `node -e`, in the root.
 */
export const READ_ENGINE = `
const { readdirSync, readFileSync, realpathSync, rmSync } = require('node:fs');
const { relative, resolve } = require('node:path');
const { fileURLToPath } = require('node:url');
const [dir, ...paths] = process.argv.slice(1);
const root = realpathSync('.');
const wanted = new Set(paths);
const texts = new Map();
const ran = new Map();
const loaded = new Set();
const changed = new Set();
for (const name of readdirSync(dir)) {
  let results = [];
  try { results = JSON.parse(readFileSync(dir + '/' + name, 'utf8')).result; } catch {}
  for (const { url, functions } of results ?? []) {
    if (!url.startsWith('file://') || url.includes('/node_modules/')) continue;
    const file = fileURLToPath(url.split('?')[0]);
    const path = relative(root, file);
    if (path.startsWith('..')) continue;
    let text = texts.get(path);
    try { text ??= readFileSync(file, 'utf8'); } catch { continue; }
    texts.set(path, text);
    const length = functions[0]?.ranges[0]?.endOffset;
    // Node puts this behind the types that it takes out.
    const added = ('\\n\\n//# sourceURL=' + url).length;
    if (length !== text.length && !(/[.][cm]?ts$/.test(path) && length === text.length + added)) { changed.add(path); continue; }
    loaded.add(path);
    if (!wanted.has(path)) continue;
    const here = new Uint8Array(text.length);
    const ranges = functions.flatMap((it) => it.ranges);
    ranges.sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
    for (const { startOffset, endOffset, count } of ranges) here.fill(count > 0 ? 1 : 0, startOffset, endOffset);
    const before = ran.get(path);
    if (before === undefined) ran.set(path, here);
    else for (let at = 0; at < here.length; at += 1) before[at] |= here[at];
  }
}
rmSync(dir, { recursive: true, force: true });
const lines = (text, marks) => {
  const found = [];
  let at = 0;
  for (const [index, line] of text.split('\\n').entries()) {
    const code = line.trim();
    const isCode = /[\\p{L}\\p{N}]/u.test(code) && !/^([/][/*]|[*])/.test(code);
    const from = at + line.indexOf(code);
    if (isCode && (marks === null || marks.subarray(from, from + code.length).every((it) => it === 0))) found.push(index + 1);
    at += line.length + 1;
  }
  return found;
};
const out = { unrun: {}, code: {}, loaded: [...loaded].slice(0, 5000) };
for (const path of wanted) {
  if (ran.has(path)) out.unrun[path] = lines(texts.get(path), ran.get(path));
  else if (!changed.has(path)) try { out.code[path] = lines(readFileSync(resolve(root, path), 'utf8'), null); } catch {}
}
console.log(JSON.stringify(out));
`;
