// One file for browsers: the modules in the order in which they need each other, without their imports.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const done = new Set();
const parts = [];
add('index.js');
mkdirSync('dist', { recursive: true });
writeFileSync('dist/due-dates.js', `${parts.join('\n')}\nexport { ${names().join(', ')} };\n`);
await import(new URL('../dist/due-dates.js', import.meta.url));
console.log(`dist/due-dates.js: ${done.size - 1} modules`);

function add(file) {
  if (done.has(file)) return;
  done.add(file);
  const text = readFileSync(`src/${file}`, 'utf8');
  for (const [, needed] of text.matchAll(/from '\.\/([^']+)'/g)) add(needed);
  if (file === 'index.js') return;
  const code = text.replaceAll(/^import .*\n/gm, '').replaceAll(/^export (?=function|const)/gm, '');
  parts.push(`// ${file}\n${code.trim()}\n`);
}

function names() {
  const index = readFileSync('src/index.js', 'utf8');
  return [...index.matchAll(/^export \{ ([^}]+) \}/gm)].flatMap(([, list]) => list.split(/,\s*/));
}
