/**
 * Prints, as JSON, `unrun`: the lines of the named files on which a statement stands that no test ran, by Istanbul's
 * `coverage-final.json` in a folder. A statement that ran takes its first line out, since it may span what it holds. Run
 * as `node -e`, in the root.
 */
export const READ_ISTANBUL = `
const { readFileSync, realpathSync, rmSync } = require('node:fs');
const { relative } = require('node:path');
const [dir, ...paths] = process.argv.slice(1);
const root = realpathSync('.');
const unrun = {};
for (const one of Object.values(JSON.parse(readFileSync(dir + '/coverage-final.json', 'utf8')))) {
  const path = relative(root, one.path);
  if (!paths.includes(path)) continue;
  const not = new Set();
  for (const [id, { start, end }] of Object.entries(one.statementMap))
    if (one.s[id] === 0) for (let line = start.line; line <= Math.min(end.line, start.line + 10000); line += 1) not.add(line);
  for (const [id, { start }] of Object.entries(one.statementMap)) if (one.s[id] > 0) not.delete(start.line);
  unrun[path] = [...not].sort((a, b) => a - b);
}
rmSync(dir, { recursive: true, force: true });
console.log(JSON.stringify({ unrun }));
`;
